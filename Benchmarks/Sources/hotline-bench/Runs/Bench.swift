import Foundation

/// What a part needs to run: the programs, a place, the options.
struct Bench {
    let options: Options
    let binaries: Binaries
    let scratch: String

    init(_ options: Options) throws {
        self.options = options
        binaries = try Binaries(directory: options.bin)
        scratch = try Cleanup.scratch(in: options.scratch)
    }

    func measureFloors() throws -> Floors {
        try Floors.measure(in: scratch, seconds: options.quick ? 0.2 : 1)
    }

    /// What the nodes of this run logged last, for a run that failed.
    var lastLogLines: String {
        (try? Program.run(["sh", "-c", "find '\(scratch)' -name '*.log' | sort | xargs tail -n 5"])) ?? "no logs"
    }

    /// One part of the run, measured.
    func measure(_ part: Part) throws -> any Measurement {
        switch part {
        case .window: try WindowRun(bench: self).measure()
        case .counts: try CountsRun(bench: self).measure()
        case .bodies: try BodiesRun(bench: self).measure()
        case .lines: try LinesRun(bench: self).measure()
        case .idle: try IdleRun(bench: self).measure()
        case .stored: try StoredRun(bench: self).measure()
        case .audit: try AuditRun(bench: self).measure()
        case .export: try ExportRun(bench: self).measure()
        case .prove: try ProveRun(bench: self).measure()
        }
    }

    /// Passes messages over a line that is down until so many are stored, and leaves it down; a filled folder of an earlier run
    /// has them already.
    func fill(_ pair: Pair, to wanted: Int) throws {
        try pair.start()
        defer { pair.stop() }
        let step = 10_000
        while case let missing = wanted - (try pair.beta.logSize()), missing > 0 {
            let load = Load(
                socket: pair.alpha.socket, peers: [pair.beta.name], window: 256, messagesPerPeer: min(step, missing),
                bodyBytes: options.body, connections: options.connections)
            let rate = try LoadGenerator(load).run().perSecond
            Console.note("filling: \(max(0, missing - step)) messages to go, \(Shown.number(rate))/s")
        }
    }

    /// Fills a pair to 1,000 entries, measures, and so on with ten times as many. A filled folder of an earlier run begins with
    /// the size that it has.
    func grow(_ pair: Pair, to largest: Int, _ measure: (Int) throws -> Void) throws {
        let largest = options.quick ? largest / 100 : largest
        var size = min(Self.smallest, largest)
        let stored = try entries(of: pair)
        while size <= largest {
            defer { size *= 10 }
            guard stored <= size + size / 10 else { continue }
            try fill(pair, to: size)
            try measure(size)
        }
    }

    private static let smallest = 1000

    private func entries(of pair: Pair) throws -> Int {
        try pair.start()
        defer { pair.stop() }
        return try pair.beta.logSize()
    }

    /// A load on one pair, after a tenth of it to warm up.
    func load(_ pair: Pair, window: Int, messages: Int, bodyBytes: Int) throws -> Loaded {
        var load = Load(
            socket: pair.alpha.socket, peers: [pair.beta.name], window: window,
            messagesPerPeer: min(messages, max(window, messages / 10)), bodyBytes: bodyBytes,
            connections: options.connections)
        _ = try LoadGenerator(load).run()
        load.messagesPerPeer = messages
        return try Loaded(of: [pair.alpha, pair.beta]) { try LoadGenerator(load).run() }
    }
}

/// A load's result with what the daemons used meanwhile.
struct Loaded {
    let result: LoadResult
    /// For each node, CPU seconds, memory at its largest and bytes written to the disk.
    let cpu: [Double]
    let residentPeak: [Int]
    let written: [Int]

    var messages: Double { Double(result.receipted.count) }

    init(of nodes: [BenchNode], _ run: () throws -> LoadResult) rethrows {
        let before = nodes.map { ProcessFigures(of: $0.processID) }
        result = try run()
        let after = nodes.map { ProcessFigures(of: $0.processID) }
        cpu = zip(before, after).map { $1.cpu - $0.cpu }
        written = zip(before, after).map { $1.written - $0.written }
        residentPeak = after.map(\.residentPeak)
    }
}
