/// How the cost of a message grows with its body.
struct BodiesRun {
    let bench: Bench

    static let sizes = [0, 1 << 10, 16 << 10, 256 << 10, 4 << 20]
    static let window = 16
    /// Messages of a size: so many, or so many bytes in all.
    static let (mostMessages, mostBytes) = (5000, 256 << 20)

    func measure() throws -> BodiesFigures {
        let pair = try Pair.running(bench, "bodies")
        defer { pair.stop() }
        let rows = try Self.sizes.map { size in
            Console.note("bodies of \(Shown.bytes(size))")
            let usual = min(Self.mostMessages, Self.mostBytes / max(1, size))
            let loaded = try bench.load(
                pair, window: Self.window, messages: bench.options.count(usual), bodyBytes: size)
            return BodiesFigures.Row(bodyBytes: size, loaded)
        }
        return BodiesFigures(rows: rows)
    }
}

struct BodiesFigures: Measurement {
    struct Row: Encodable {
        let bodyBytes: Int
        let messages: Int
        let (perSecond, p50, p99): (Double, Double, Double)
        let (alphaCPU, betaCPU): (Double, Double)
        let residentPeak: Int

        init(bodyBytes: Int, _ loaded: Loaded) {
            let times = Percentiles(nanoseconds: loaded.result.receipted)
            self.bodyBytes = bodyBytes
            messages = Int(loaded.messages)
            (perSecond, p50, p99) = (loaded.result.perSecond, times.p50, times.p99)
            (alphaCPU, betaCPU) = (loaded.cpu[0] / loaded.messages, loaded.cpu[1] / loaded.messages)
            residentPeak = loaded.residentPeak.max() ?? 0
        }
    }

    let rows: [Row]
    var floors = Floors()

    var name: String { "bodies" }
    var verdicts: [Verdict] { [] }

    var tables: [Table] {
        var table = Table(
            "By body, \(BodiesRun.window) in flight",
            ["body", "messages/s", "of verifications", "MiB/s", "p50", "p99", "CPU alpha", "CPU beta", "largest RSS"])
        for row in rows {
            table.rows.append([
                Shown.bytes(row.bodyBytes), Shown.number(row.perSecond, row.perSecond < 100 ? 1 : 0),
                Shown.ratio(row.perSecond / floors.verifications),
                Shown.number(row.perSecond * Double(row.bodyBytes) / Double(1 << 20), 1), Shown.time(row.p50),
                Shown.time(row.p99), Shown.time(row.alphaCPU), Shown.time(row.betaCPU), Shown.bytes(row.residentPeak),
            ])
        }
        return [table]
    }
}
