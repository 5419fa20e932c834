import Foundation

/// All that one run of the benchmark has found.
struct Report {
    let machine: Machine
    let floors: Floors
    var floorsAfter: Floors?
    var measurements: [any Measurement] = []

    /// What is said before anything is measured.
    var opening: String { "\(machine.text)\n\n\(floorTable.text)\n" }

    /// Tables and verdicts of one part.
    static func text(_ measurement: any Measurement) -> String {
        (measurement.tables.map(\.text) + measurement.verdicts.map(\.text)).joined(separator: "\n") + "\n"
    }

    /// Whether the machine stayed the same, and the verdicts together.
    var closing: String {
        let verdicts = measurements.flatMap(\.verdicts)
        let missed = verdicts.count { !$0.isReached }
        return "\(floorTable.text)\n\(verdicts.count - missed) figures reached, \(missed) missed\(unrest)"
    }

    private var floorTable: Table {
        var table = Table("Floors of this machine in this run", ["", "before"] + (floorsAfter == nil ? [] : ["after"]))
        let all = [floors] + (floorsAfter.map { [$0] } ?? [])
        table.rows = [
            ["fdatasync of 4 KiB, p50"] + all.map { Shown.time($0.sync) },
            ["Ed25519 signatures/s, one core"] + all.map { Shown.number($0.signatures) },
            ["Ed25519 verifications/s, one core"] + all.map { Shown.number($0.verifications) },
            ["loopback ping-pong of 512 bytes, p50"] + all.map { Shown.time($0.loopback) },
            ["TLS ping-pong of 512 bytes, p50"] + all.map { Shown.time($0.tls) },
            ["unavoidable for one message"] + all.map { Shown.time($0.unavoidable) },
        ]
        return table
    }

    /// A machine that others use measures them too.
    private var unrest: String {
        guard let after = floorsAfter else { return "" }
        let shares = [after.verifications / floors.verifications, after.unavoidable / floors.unavoidable]
        return shares.contains { $0 < 0.8 || $0 > 1.25 }
            ? "\nThe floors moved by more than a fifth: the machine was not quiet." : ""
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
        try container.encodeIfPresent(floorsAfter, forKey: Key("floorsAfter"))
        try container.encode(measurements.flatMap(\.verdicts), forKey: Key("verdicts"))
        for part in measurements {
            try part.encode(to: container.superEncoder(forKey: Key(part.name)))
        }
    }
}
