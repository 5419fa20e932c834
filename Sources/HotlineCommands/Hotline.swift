public import ArgumentParser
internal import HotlineControl

/// The command `hotline`: the duty desk's side of a node. One subcommand a file in `Commands/`.
public struct Hotline: AsyncParsableCommand {
    /// Version of this program.
    public static var version: String { ProductVersion.text }

    /// Name, help and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "hotline",
        abstract: "The line between two organisations: signed, stored, receipted, acknowledged.",
        discussion: """
            Everything but init, identity, restore, audit verify and (while the daemon is down) peer and backup goes through the daemon `hotlined` of the \
            same home. All times are UTC.

            Example:
              hotline init --name alpha.example
              hotline send beta.example --kind notice --file incident.json --wait receipt

            Exit codes:
            \(ExitStatus.table)
            """,
        version: version,
        subcommands: [
            Init.self, Identity.self, PeerCommand.self, LineCommand.self, Send.self, Status.self, Inbox.self,
            Outbox.self, Show.self, Ack.self, Erase.self, Watch.self, Log.self, AuditCommand.self, Backup.self,
            RestoreCommand.self,
        ])

    @OptionGroup var global: GlobalOptions

    /// The command without arguments, which shows its help.
    public init() {}
}

extension Hotline {
    /// Runs the command with those arguments (without the program's name) and says how the process should end.
    ///
    /// Results go to standard output; failures, warnings and progress to standard error.
    public static func execute(_ arguments: [String]) async -> Int32 {
        let console = Console.current
        do {
            let command = try parseAsRoot(arguments)
            do { try await run(command) } catch {
                return report(error, json: (command as? any NodeCommand)?.global.json ?? false, console).rawValue
            }
        } catch {
            return explain(error, console)
        }
        return ExitStatus.success.rawValue
    }

    private static func run(_ command: any ParsableCommand) async throws {
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            var command = command
            try command.run()
        }
    }

    /// Help and version go to standard output, usage errors to standard error.
    private static func explain(_ error: any Error, _ console: Console) -> Int32 {
        let code = exitCode(for: error).rawValue
        let text = fullMessage(for: error)
        // An error's words repeat what was typed or pasted; help is this program's own.
        if code == 0 { console.say(text) } else { console.note(TerminalText.lines(text)) }
        return code
    }

    private static func report(_ error: any Error, json: Bool, _ console: Console) -> ExitStatus {
        if isExplanation(error) { return ExitStatus(rawValue: explain(error, console)) ?? .usage }
        let failure = CommandFailure(of: error)
        if json, !(error is ShownFailure) { console.say(JSONOutput.line(FailureReport(failure))) }
        console.note(FailureReport.text(failure))
        return failure.status
    }

    /// The argument parser's own errors (a failed validation, help that was asked for) explain themselves.
    private static func isExplanation(_ error: any Error) -> Bool {
        if error is CommandFailure || error is ShownFailure { return false }
        return [ExitStatus.success, .usage].map(\.rawValue).contains(exitCode(for: error).rawValue)
    }
}
