import ArgumentParser
import Foundation

/// Measures two real daemons on loopback, always beside the machine's own floors of the same run.
@main
struct HotlineBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotline-bench",
        abstract: "Measures Hotline: release daemons on loopback, as ratios to this machine's own floors.",
        discussion: """
            PARTS
              window   throughput and delay with 1, 16 and 256 messages in flight
              counts   syncs, signatures, verifications and bytes for each message, counted
              bodies   bodies of 0 bytes to 4 MiB
              lines    1, 5 and 20 busy lines of one node
              idle     200 quiet lines of one node
              stored   a store of 1,000,000 messages against an empty one (makes it first: many minutes)
              audit    `hotline audit verify` of 1,000 to 1,000,000 messages (makes them first: many minutes)
              export   `hotline audit export` of 1,000 to 1,000,000 messages (makes them first: many minutes)
              prove    the proof of one message from logs of 1,000 to 1,000,000 entries (fills them first)

            Without a part, all but the last four. Docs/Performance.md says what the figures mean.
            """)

    @Argument(help: "What to measure.")
    var parts: [Part] = []

    @OptionGroup var options: Options

    func run() throws {
        Cleanup.watchSignals()
        defer { Cleanup.all() }
        let bench = try Bench(options)
        var report = Report(machine: Machine(scratch: options.scratch), floors: try bench.measureFloors())
        Console.say(report.opening)
        do {
            for part in parts.isEmpty ? Part.usual : parts {
                report.add(try bench.measure(part), floorsAfter: try bench.measureFloors())
                Console.say(report.newest)
            }
        } catch {
            Console.note(bench.lastLogLines)
            throw error
        }
        Console.say(report.closing)
        try report.write(json: options.json, markdown: options.markdown)
    }
}
