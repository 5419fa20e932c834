/// Throughput of a node by its busy lines, and whether one of them starves.
struct LinesRun {
    let bench: Bench

    static let busy = [1, 5, 20]
    static let window = 16

    func measure() throws -> LinesFigures {
        let most = Self.busy.max() ?? 1
        Console.note("making a node with \(most) lines")
        let star = try Star.running(bench, "lines", lines: most)
        defer { star.stop() }
        let rows = try Self.busy.map { try row(star, busy: $0) }
        return LinesFigures(rows: rows)
    }

    private func row(_ star: Star, busy: Int) throws -> LinesFigures.Row {
        Console.note("\(busy) busy lines")
        var load = Load(
            socket: star.hub.socket, peers: star.peers.prefix(busy).map(\.name), window: Self.window,
            messagesPerPeer: max(20, bench.options.count(10_000) / busy / 10), bodyBytes: bench.options.body,
            connections: bench.options.connections)
        _ = try LoadGenerator(load).run()
        load.messagesPerPeer *= 10
        let loaded = try Loaded(of: [star.hub]) { try LoadGenerator(load).run() }
        return LinesFigures.Row(busy: busy, loaded, messagesPerLine: load.messagesPerPeer)
    }
}

struct LinesFigures: Measurement {
    struct Row: Encodable {
        let busy: Int
        let (perSecond, p50, p99): (Double, Double, Double)
        /// The slowest line's rate against the mean of all.
        let slowest: Double
        let hubCPU: Double
        let residentPeak: Int

        init(busy: Int, _ loaded: Loaded, messagesPerLine: Int) {
            let times = Percentiles(nanoseconds: loaded.result.receipted)
            let rates = loaded.result.peerEnds.map { Double(messagesPerLine) / Double($0 - loaded.result.began) }
            self.busy = busy
            (perSecond, p50, p99) = (loaded.result.perSecond, times.p50, times.p99)
            slowest = (rates.min() ?? 0) / (rates.reduce(0, +) / Double(rates.count))
            hubCPU = loaded.cpu[0] / loaded.messages
            residentPeak = loaded.residentPeak[0]
        }
    }

    let rows: [Row]
    var floors = Floors()

    var name: String { "lines" }
    var verdicts: [Verdict] { [] }

    var tables: [Table] {
        var table = Table(
            "By busy lines of one node, \(LinesRun.window) in flight on each",
            ["lines", "messages/s", "of verifications", "slowest line / mean", "p50", "p99", "CPU hub", "largest RSS"])
        for row in rows {
            table.rows.append([
                "\(row.busy)", Shown.number(row.perSecond), Shown.ratio(row.perSecond / floors.verifications),
                Shown.number(row.slowest, 2), Shown.time(row.p50), Shown.time(row.p99), Shown.time(row.hubCPU),
                Shown.bytes(row.residentPeak),
            ])
        }
        return [table]
    }
}
