import ArgumentParser
import HotlineControl
import HotlineProtocol

/// `hotline ack`: an officer's decision on a received message.
struct Ack: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Record an officer's decision on a received message, and send it to its sender.",
        discussion: """
            The decision is a signed statement of its own; a later one can follow a pending one.

            Example:
              hotline ack 01932f4e-9d2a-7c4b-8f00-0123456789ab \\
                --as "A. Ivanova" --decision accepted --note "On it."
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The id of the message that is decided on.")
    var message: MessageIDArgument

    @Option(name: .customLong("as"), help: "The officer who decides.")
    var officer: String

    @Option(help: "The decision.")
    var decision: DecisionChoice

    @Option(help: "What the officer writes beside it.")
    var note: String?

    @Option(help: "The decision's own id (UUIDv7), to try again by hand.")
    var id: MessageIDArgument?

    func validate() throws {
        guard (1...ControlLimits.officerBytes).contains(officer.utf8.count) else {
            throw ValidationError("an officer's name has 1 to \(ControlLimits.officerBytes) bytes")
        }
        guard note?.utf8.count ?? 0 <= ControlLimits.noteBytes else {
            throw ValidationError("a note has at most \(ControlLimits.noteBytes) bytes")
        }
    }

    func run() async throws {
        let console = Console.current
        let client = global.client
        let own = try id?.id ?? Submission.newMessageID()
        let request = AcknowledgeRequest(
            messageID: own.description, officer: officer, decision: decision.rawValue, note: note)
        let reply = try await Submission(messageID: own.description, console: console).run {
            try await client.acknowledge(id: message.description, request)
        }
        Warnings.show(reply.warnings, console)
        global.show(reply) { MessageText.fields(reply.message, $0) }
    }
}
