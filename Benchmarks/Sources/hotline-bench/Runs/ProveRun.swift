import Foundation
import HotlineControl

/// How long the proof of one message takes, and how large it is, as the log grows: O(log n) is asked of it.
struct ProveRun {
    let bench: Bench

    static let proofs = 200

    func measure() throws -> ProveFigures {
        let pair = try Pair(in: bench.options.filled ?? bench.scratch + "/prove", bench.binaries)
        defer { pair.stop() }
        var rows: [ProveFigures.Row] = []
        try bench.grow(pair, to: bench.options.audited) { _ in
            try pair.start()
            defer { pair.stop() }
            rows.append(try row(pair))
        }
        return ProveFigures(rows: rows)
    }

    /// Proofs of messages from all over the log, as its sender makes them, and the check of one by the command.
    private func row(_ pair: Pair) throws -> ProveFigures.Row {
        let size = try pair.alpha.logSize()
        let call = LocalCall(pair.alpha.socket)
        var (times, largest, last): ([Double], Int, [UInt8]) = ([], 0, [])
        for number in 0..<Self.proofs {
            let from = size * number / Self.proofs
            let target = "/v1/log/messages?peer=\(pair.beta.name)&from=\(from)&limit=1"
            guard let id = try call.get(target, as: LogReading.self).messages.first?.id else { continue }
            let began = Clock.now
            last = try call.bytes("/v1/messages/\(id)/proof")
            times.append(Double(Clock.now - began) / 1e9)
            largest = max(largest, last.count)
        }
        return ProveFigures.Row(
            entries: size, made: Percentiles(times), largest: largest, checked: try check(last, pair))
    }

    /// Seconds of `hotline audit check`, the start of the program included.
    private func check(_ proof: [UInt8], _ pair: Pair) throws -> Percentiles {
        let path = pair.alpha.home + "/bench.proof"
        try Data(proof).write(to: URL(fileURLWithPath: path))
        let keys = try [pair.alpha, pair.beta].flatMap { node in
            let line = try String(contentsOfFile: node.home + "/identity.pub", encoding: .utf8)
            return ["--key", line.trimmingCharacters(in: .whitespacesAndNewlines)]
        }
        return Percentiles(
            try (0..<20).map { _ in
                let began = Clock.now
                _ = try Program.run([bench.binaries.hotline, "audit", "check", path] + keys)
                return Double(Clock.now - began) / 1e9
            })
    }
}

extension LocalCall {
    /// The body of an answer as it is.
    func bytes(_ target: String) throws -> [UInt8] {
        let connection = try HTTPConnection(socket)
        try connection.begin(Array("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 16)
        defer { room.deallocate() }
        while true {
            guard let reply = try connection.read(into: room) else { continue }
            guard reply.status == 200 else { throw BenchError("\(target): \(reply.text)") }
            return Array(reply.body)
        }
    }
}

struct ProveFigures: Measurement {
    struct Row: Encodable {
        let entries: Int
        let (p50, p99): (Double, Double)
        let bytes: Int
        let check: Double

        init(entries: Int, made: Percentiles, largest: Int, checked: Percentiles) {
            (self.entries, p50, p99, bytes, check) = (entries, made.p50, made.p99, largest, checked.p50)
        }
    }

    let rows: [Row]
    var floors = Floors()

    var name: String { "prove" }

    var verdicts: [Verdict] {
        guard let first = rows.first, let last = rows.last, rows.count > 1 else { return [] }
        let growth = last.p50 / first.p50
        return [
            Verdict(
                target: "a proof of \(last.entries) entries within twice the time of one of \(first.entries)",
                found: Shown.ratio(growth), isReached: growth <= 2)
        ]
    }

    var tables: [Table] {
        var table = Table(
            "One proof without the content, by the log's length; \(ProveRun.proofs) proofs",
            ["entries", "made p50", "made p99", "bytes", "audit check"])
        for row in rows {
            table.rows.append([
                "\(row.entries)", Shown.time(row.p50), Shown.time(row.p99), "\(row.bytes)", Shown.time(row.check),
            ])
        }
        return [table]
    }
}
