import Foundation

/// `hotline audit export` of logs of 1,000 entries and more, ten times as many at each step: a first run, and one that finds
/// nothing new.
struct ExportRun {
    let bench: Bench

    func measure() throws -> ExportFigures {
        let pair = try Pair(in: bench.options.filled ?? bench.scratch + "/export", bench.binaries)
        defer { pair.stop() }
        var exports: [ExportFigures.Export] = []
        try bench.grow(pair, to: bench.options.audited) { size in
            let directory = "\(bench.scratch)/exported-\(size)"
            defer { try? FileManager.default.removeItem(atPath: directory) }
            for isFirst in [true, false] { exports.append(try export(pair, directory, size, isFirst: isFirst)) }
            Console.note("\(size) entries exported")
        }
        return ExportFigures(exports: exports)
    }

    private func export(
        _ pair: Pair, _ directory: String, _ messages: Int, isFirst: Bool
    ) throws -> ExportFigures.Export {
        let run = try MeasuredProgram(
            [
                bench.binaries.hotline, "audit", "export", "--json", "--line", pair.beta.name, "-o", directory,
                "--home",
                pair.alpha.home,
            ], output: pair.alpha.home + ".export.json")
        guard run.exitCode == 0 else {
            throw BenchError(
                "the export of \(pair.alpha.name) ended with \(run.exitCode.map { "\($0)" } ?? "a signal")")
        }
        return ExportFigures.Export(
            messages: messages, isFirst: isFirst, seconds: run.seconds, cpu: run.cpu, residentPeak: run.residentPeak)
    }
}

/// What the exports took.
struct ExportFigures: Measurement {
    /// One run.
    struct Export: Encodable {
        let messages: Int
        let isFirst: Bool
        let seconds: Double
        /// CPU seconds of all threads.
        let cpu: Double
        let residentPeak: Int
    }

    let exports: [Export]
    var floors = Floors()

    var name: String { "export" }

    var tables: [Table] {
        var table = Table(
            "`hotline audit export` by number of entries, each message with a body of its own",
            ["entries", "run", "time", "entries/s", "cores", "largest RSS"])
        table.rows = exports.map { export in
            [
                "\(export.messages)", export.isFirst ? "first" : "nothing new", Shown.time(export.seconds),
                Shown.number(Double(export.messages) / export.seconds), Shown.ratio(export.cpu / export.seconds),
                Shown.bytes(export.residentPeak),
            ]
        }
        return [table]
    }

    var verdicts: [Verdict] { [] }
}
