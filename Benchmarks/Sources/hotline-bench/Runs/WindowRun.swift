/// Throughput and delay of one line, by messages in flight.
struct WindowRun {
    let bench: Bench

    func measure() throws -> WindowFigures {
        let pair = try Pair.running(bench, "window")
        defer { pair.stop() }
        let processes = "alpha is process \(pair.alpha.processID), beta \(pair.beta.processID)"
        let rows = try bench.options.windows.map { size in
            Console.note("window \(size); \(processes)")
            let usual = size == 1 ? 3000 : size <= 16 ? 10_000 : 30_000
            let loaded = try bench.load(
                pair, window: size, messages: bench.options.count(usual), bodyBytes: bench.options.body)
            return WindowFigures.Row(window: size, loaded)
        }
        return WindowFigures(bodyBytes: bench.options.body, rows: rows)
    }
}

struct WindowFigures: Measurement {
    struct Row: Encodable {
        let window: Int
        let messages: Int
        let perSecond: Double
        /// From submit to verified receipt, and to the answer that it is committed here; in seconds.
        let (p50, p99, p999, committedP50): (Double, Double, Double, Double)
        /// CPU seconds for each message.
        let (alphaCPU, betaCPU, generatorCPU): (Double, Double, Double)
        let residentPeak: Int

        init(window: Int, _ loaded: Loaded) {
            let (times, count) = (Percentiles(nanoseconds: loaded.result.receipted), loaded.messages)
            self.window = window
            messages = Int(count)
            perSecond = loaded.result.perSecond
            (p50, p99, p999) = (times.p50, times.p99, times.p999)
            committedP50 = Percentiles(nanoseconds: loaded.result.committed).p50
            (alphaCPU, betaCPU) = (loaded.cpu[0] / count, loaded.cpu[1] / count)
            generatorCPU = Double(loaded.result.generatorCPU) / 1e9 / count
            residentPeak = loaded.residentPeak.max() ?? 0
        }
    }

    let bodyBytes: Int
    let rows: [Row]
    var floors = Floors()

    var name: String { "window" }

    var tables: [Table] {
        var delays = Table(
            "From submit to verified receipt, bodies of \(Shown.bytes(bodyBytes))",
            ["in flight", "messages/s", "of verifications", "p50", "of unavoidable", "p99", "p99.9", "committed p50"])
        var costs = Table(
            "CPU for each message", ["in flight", "alpha", "beta", "in verifications", "generator", "largest RSS"])
        for row in rows {
            delays.rows.append([
                "\(row.window)", Shown.number(row.perSecond), Shown.ratio(row.perSecond / floors.verifications),
                Shown.time(row.p50), Shown.ratio(row.p50 / floors.unavoidable), Shown.time(row.p99),
                Shown.time(row.p999), Shown.time(row.committedP50),
            ])
            costs.rows.append([
                "\(row.window)", Shown.time(row.alphaCPU), Shown.time(row.betaCPU),
                Shown.ratio((row.alphaCPU + row.betaCPU) * floors.verifications), Shown.time(row.generatorCPU),
                Shown.bytes(row.residentPeak),
            ])
        }
        return [delays, costs]
    }

    var verdicts: [Verdict] { rows.flatMap(verdicts) + Targets.memory(rows.map(\.residentPeak)) }

    private func verdicts(_ row: Row) -> [Verdict] {
        switch row.window {
        case 1: [Targets.delay(row.p50, floors), Targets.delayOfOthers(row.p50)]
        case 256: [Targets.rate(row.perSecond, floors), Targets.rateOfOthers(row.perSecond)]
        default: []
        }
    }
}
