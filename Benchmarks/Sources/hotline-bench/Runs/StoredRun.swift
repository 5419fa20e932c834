import Foundation

/// A store of a million messages against an empty one: start, throughput, memory.
struct StoredRun {
    let bench: Bench

    static let rounds = 5
    static let window = 256

    func measure() throws -> StoredFigures {
        let wanted = bench.options.quick ? bench.options.stored / 100 : bench.options.stored
        let full = try Pair(in: bench.options.filled ?? bench.scratch + "/stored", bench.binaries)
        defer { full.stop() }
        try bench.fill(full, to: wanted)
        let starts = try (0..<Self.rounds).map { _ in
            let seconds = try full.start()
            full.stop()
            return seconds.max() ?? 0
        }
        try full.start()
        let rounds = try (1...Self.rounds).map { try round($0, full) }
        let peaks = [full.alpha, full.beta].map { ProcessFigures(of: $0.processID).residentPeak }
        return StoredFigures(
            stored: wanted, storedBytes: [full.alpha.storedBytes, full.beta.storedBytes], starts: starts,
            empty: rounds.map(\.empty), full: rounds.map(\.full), residentPeak: peaks.max() ?? 0)
    }

    private func round(_ number: Int, _ full: Pair) throws -> (empty: Double, full: Double) {
        Console.note("round \(number) of \(Self.rounds)")
        let empty = try Pair.running(bench, "empty-\(number)")
        defer { empty.stop() }
        let messages = bench.options.count(20_000)
        let (body, window) = (bench.options.body, Self.window)
        let first = try bench.load(empty, window: window, messages: messages, bodyBytes: body)
        let second = try bench.load(full, window: window, messages: messages, bodyBytes: body)
        return (first.result.perSecond, second.result.perSecond)
    }
}

struct StoredFigures: Measurement {
    let stored: Int
    /// Bytes of the databases at sender and receiver.
    let storedBytes: [Int]
    /// The slower node's seconds from spawn to ready, by start.
    let starts: [Double]
    /// Messages/s by round.
    let (empty, full): ([Double], [Double])
    let residentPeak: Int
    var floors = Floors()

    var name: String { "stored" }

    private var start: Double { Percentiles(starts).p50 }
    private var share: Double { Percentiles(full).p50 / Percentiles(empty).p50 }

    var tables: [Table] {
        var table = Table(
            "\(stored) stored messages, \(StoredRun.window) in flight, medians of \(StoredRun.rounds)",
            ["", "messages/s", "of verifications", "start", "database alpha", "database beta", "largest RSS"])
        let rates = [Percentiles(empty).p50, Percentiles(full).p50]
        table.rows = [
            ["empty", Shown.number(rates[0]), Shown.ratio(rates[0] / floors.verifications), "", "", "", ""],
            [
                "filled", Shown.number(rates[1]), Shown.ratio(rates[1] / floors.verifications), Shown.time(start),
                Shown.bytes(storedBytes[0]), Shown.bytes(storedBytes[1]), Shown.bytes(residentPeak),
            ],
        ]
        return [table]
    }

    var verdicts: [Verdict] {
        [
            Verdict(
                target: "\(stored) stored: start within \(Shown.time(Targets.startSeconds))", found: Shown.time(start),
                isReached: start <= Targets.startSeconds),
            Verdict(
                target: "\(stored) stored: at least \(Targets.storedShare) of an empty store's throughput",
                found: Shown.ratio(share), isReached: share >= Targets.storedShare),
        ] + Targets.memory([residentPeak])
    }
}
