import ArgumentParser
import HotlineControl
import HotlineStore

/// The options that every subcommand has.
struct GlobalOptions: ParsableArguments {
    @Option(help: "The node's home. Default: $HOTLINE_HOME, else ~/.hotline.")
    var home: String?

    @Flag(help: "Print one JSON object (watch: one a line) instead of text.")
    var json = false

    /// The home that option or environment name.
    var resolvedHome: Home {
        Home.resolve(option: home, environment: Console.current.environment)
    }

    /// The daemon of that home.
    var client: ControlClient {
        ControlClient(socketPath: resolvedHome.socket)
    }

    /// Prints a result: as JSON where asked for, else as text.
    func show(_ value: some Encodable, as text: (Style) -> String) {
        let console = Console.current
        let result = json ? JSONOutput.text(value, isPretty: console.outputIsTerminal) : text(console.style)
        // An empty list for a program is no line, not an empty one.
        if !result.isEmpty { console.say(result) }
    }
}

/// A subcommand with the global options.
protocol NodeCommand: AsyncParsableCommand {
    /// Its global options.
    var global: GlobalOptions { get }
}
