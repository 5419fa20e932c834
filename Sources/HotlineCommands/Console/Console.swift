/// The world that a command sees: streams, terminal, environment, time. The program has one, tests make their own.
struct Console: Sendable {
    /// The console of the running command.
    @TaskLocal static var current = Console.system

    /// Writes to standard output.
    var write: @Sendable (String) -> Void
    /// Writes to standard error.
    var complain: @Sendable (String) -> Void
    /// One line of standard input without its end; nil at the end of input.
    var readLine: @Sendable () -> String?
    /// All of standard input; throws ``CommandFailure`` where it has more bytes than the limit.
    var readInput: @Sendable (_ limit: Int) throws -> [UInt8]
    /// Whether somebody reads standard output as it comes.
    var outputIsTerminal: Bool
    /// Whether somebody reads standard error as it comes.
    var errorIsTerminal: Bool
    /// Whether somebody types standard input.
    var inputIsTerminal: Bool
    /// The environment.
    var environment: [String: String]
    /// Waits.
    var pause: @Sendable (Duration) async throws -> Void
    /// Time on the monotonic clock since any fixed start.
    var uptime: @Sendable () -> Duration

    /// Text for standard output, and a newline.
    func say(_ text: String) {
        write(text + "\n")
    }

    /// Text for standard error, and a newline.
    func note(_ text: String) {
        complain(text + "\n")
    }

    /// How results are laid out: colour and tables only on a terminal.
    var style: Style {
        let wantsColour = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        return Style(isTable: outputIsTerminal, isColoured: outputIsTerminal && wantsColour)
    }
}
