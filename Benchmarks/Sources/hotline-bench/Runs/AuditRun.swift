import Foundation

/// `hotline audit verify` of logs of 1,000 entries and more, ten times as many at each step, at both ends of a line.
struct AuditRun {
    let bench: Bench

    func measure() throws -> AuditFigures {
        let pair = try Pair(in: bench.options.filled ?? bench.scratch + "/audit", bench.binaries)
        defer { pair.stop() }
        var audits: [AuditFigures.Audit] = []
        try bench.grow(pair, to: bench.options.audited) { size in
            for node in [pair.alpha, pair.beta] { audits.append(try audit(node, size)) }
            Console.note("\(size) entries audited")
        }
        return AuditFigures(audits: audits)
    }

    /// The daemon is down: what is measured is the program alone.
    private func audit(_ node: BenchNode, _ messages: Int) throws -> AuditFigures.Audit {
        let run = try MeasuredProgram(
            [bench.binaries.hotline, "audit", "verify", "--offline", "--json", "--home", node.home],
            output: node.home + ".audit.json")
        guard run.exitCode == 0 else {
            throw BenchError("the audit of \(node.name) ended with \(run.exitCode.map { "\($0)" } ?? "a signal")")
        }
        return AuditFigures.Audit(
            node: node.name, messages: messages, databaseBytes: node.storedBytes, seconds: run.seconds, cpu: run.cpu,
            residentPeak: run.residentPeak)
    }
}

/// What the audits took.
struct AuditFigures: Measurement {
    /// One audit of one node.
    struct Audit: Encodable {
        let node: String
        let messages: Int
        let databaseBytes: Int
        let seconds: Double
        /// CPU seconds of all threads.
        let cpu: Double
        let residentPeak: Int
    }

    let audits: [Audit]
    var floors = Floors()

    var name: String { "audit" }

    var tables: [Table] {
        var table = Table(
            "`hotline audit verify` by number of entries; alpha said them, beta took them",
            ["node", "entries", "database", "time", "entries/s", "of verifications", "cores", "largest RSS"])
        table.rows = audits.map { audit in
            let rate = Double(audit.messages) / audit.seconds
            return [
                audit.node, "\(audit.messages)", Shown.bytes(audit.databaseBytes), Shown.time(audit.seconds),
                Shown.number(rate), Shown.ratio(rate / floors.verifications), Shown.ratio(audit.cpu / audit.seconds),
                Shown.bytes(audit.residentPeak),
            ]
        }
        return [table]
    }

    var verdicts: [Verdict] {
        let peak = audits.map(\.residentPeak).max() ?? 0
        let memory = Verdict(
            target: "an audit's resident memory under \(Shown.bytes(Targets.auditBytes))", found: Shown.bytes(peak),
            isReached: peak < Targets.auditBytes)
        return [memory]
            + audits.filter { $0.messages == Targets.auditMessages }.map { audit in
                Verdict(
                    target: "\(audit.messages) messages of \(audit.node) within \(Shown.time(Targets.auditSeconds))",
                    found: Shown.time(audit.seconds), isReached: audit.seconds <= Targets.auditSeconds)
            }
    }
}
