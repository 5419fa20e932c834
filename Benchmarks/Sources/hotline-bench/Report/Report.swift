import Foundation

/// All that one run of the benchmark has found.
struct Report {
    let machine: Machine
    /// Before the first part and after each.
    private var floors: [Floors]
    private var measurements: [any Measurement] = []

    init(machine: Machine, floors: Floors) {
        self.machine = machine
        self.floors = [floors]
    }

    /// A part is judged by the floors around it.
    mutating func add(_ measurement: any Measurement, floorsAfter after: Floors) {
        var measurement = measurement
        measurement.floors = Floors.mean(floors[floors.count - 1], after)
        measurements.append(measurement)
        floors.append(after)
    }

    /// What is said before anything is measured.
    var opening: String { "\(machine.text)\n\n\(floorTable.text)\n" }

    /// Tables and verdicts of the part added last.
    var newest: String {
        guard let last = measurements.last else { return "" }
        return (last.tables.map(\.text) + last.verdicts.map(\.text)).joined(separator: "\n") + "\n"
    }

    /// Whether the machine stayed the same, and the verdicts together.
    var closing: String {
        let verdicts = measurements.flatMap(\.verdicts)
        let missed = verdicts.count { !$0.isReached }
        return "\(floorTable.text)\n\n\(verdicts.count - missed) figures reached, \(missed) missed\(unrest)"
    }

    private var floorTable: Table {
        var table = Table(
            "Floors of this machine in this run",
            ["", "fdatasync", "sign/s", "verify/s", "loopback", "TLS", "unavoidable"])
        for (index, one) in floors.enumerated() {
            table.rows.append([
                index == 0 ? "before" : "after \(measurements[index - 1].name)", Shown.time(one.sync),
                Shown.number(one.signatures), Shown.number(one.verifications), Shown.time(one.loopback),
                Shown.time(one.tls), Shown.time(one.unavoidable),
            ])
        }
        return table
    }

    /// A machine that others use measures them too.
    private var unrest: String {
        let rates = floors.map(\.verifications)
        guard let (least, most) = rates.min().flatMap({ least in rates.max().map { (least, $0) } }), most > 1.25 * least
        else { return "" }
        return "\nVerifications moved by more than a quarter: the machine was not quiet, and all figures are soft."
    }

    func write(json: String?, markdown: String?) throws {
        if let json { try encoded().write(to: URL(fileURLWithPath: json)) }
        if let markdown { try Data(document.utf8).write(to: URL(fileURLWithPath: markdown)) }
    }

    private var document: String {
        let parts = measurements.map { part in
            (part.tables.map(\.markdown) + [part.verdicts.map { "* \($0.text)" }.joined(separator: "\n")])
                .joined(separator: "\n\n")
        }
        return (["```text\n\(machine.text)\n```", floorTable.markdown] + parts).joined(separator: "\n\n") + "\n"
    }

    private func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

extension Report: Encodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ text: String) { stringValue = text }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(machine, forKey: Key("machine"))
        try container.encode(floors, forKey: Key("floors"))
        try container.encode(measurements.flatMap(\.verdicts), forKey: Key("verdicts"))
        for part in measurements {
            try part.encode(to: container.superEncoder(forKey: Key(part.name)))
        }
    }
}
