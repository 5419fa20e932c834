import ArgumentParser
import Foundation

struct WindowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "window", abstract: "Throughput and delay of one line with 1, 16 and 256 messages in flight.")

    @OptionGroup var options: RunOptions

    @Option(help: "Messages in flight; may be given several times.")
    var window: [Int] = []

    func run() throws {
        Cleanup.watchSignals()
        let binaries = try Binaries(directory: options.bin)
        let scratch = try Cleanup.scratch(in: options.scratch)
        defer { Cleanup.all() }
        let floors = try Floors.measure(in: scratch, seconds: options.quick ? 0.3 : 2)
        Console.say("floors: \(floors)\nunavoidable \(floors.unavoidable * 1e6) us")
        let alpha = try BenchNode(name: "alpha.example", in: scratch, binaries: binaries)
        let beta = try BenchNode(name: "beta.example", in: scratch, binaries: binaries)
        try alpha.pin(beta, port: beta.port)
        try beta.pin(alpha, port: alpha.port)
        try alpha.start()
        try beta.start()
        try alpha.waitUntilConnected()
        Console.say("alpha pid \(alpha.processID), beta pid \(beta.processID)")
        for size in window.isEmpty ? [1, 16, 256] : window {
            let count = options.messages ?? [1: 3000, 16: 8000][size] ?? 20000
            var load = Load(
                socket: alpha.socket, peers: ["beta.example"], window: size, messagesPerPeer: max(200, count / 10),
                bodyBytes: options.body)
            _ = try LoadGenerator(load).run()
            load.messagesPerPeer = options.quick ? count / 10 : count
            let (a, b) = (ProcessFigures(of: alpha.processID), ProcessFigures(of: beta.processID))
            let result = try LoadGenerator(load).run()
            let (c, d) = (ProcessFigures(of: alpha.processID), ProcessFigures(of: beta.processID))
            let p = Percentiles(nanoseconds: result.receipted)
            let q = Percentiles(nanoseconds: result.committed)
            let n = Double(result.receipted.count)
            Console.say(
                "window \(size): \(Int(result.perSecond))/s  p50 \(Int(p.p50 * 1e6)) p99 \(Int(p.p99 * 1e6)) "
                    + "p99.9 \(Int(p.p999 * 1e6)) us; commit p50 \(Int(q.p50 * 1e6)); CPU us/message alpha "
                    + "\(Int((c.cpu - a.cpu) / n * 1e6)) beta \(Int((d.cpu - b.cpu) / n * 1e6)) generator "
                    + "\(Int(Double(result.generatorCPU) / n / 1e3)); RSS MiB \(c.resident >> 20) \(d.resident >> 20)")
        }
        alpha.stop()
        beta.stop()
    }
}
