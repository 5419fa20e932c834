import ArgumentParser
import Foundation

/// Measures two real daemons on loopback, always beside the machine's own floors of the same run.
@main
struct HotlineBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotline-bench",
        abstract: "Measures Hotline: two release daemons on loopback, as ratios to this machine's own floors.",
        subcommands: [WindowCommand.self], defaultSubcommand: WindowCommand.self)
}
