import ArgumentParser
import HotlineControl
import HotlineProtocol

/// `hotline erase`: the content of messages goes, what proves them stays.
struct Erase: NodeCommand {
    /// Messages that one command takes.
    static let messages = 1000

    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase the content of messages; statements, receipts and the log stay.",
        discussion: """
            Content and salt go from the database and its write-ahead log; when the command ends, their bytes are in neither. The \
            log gets a signed record that names the entry, the officer and the reason, so that an audit tells what was erased \
            from what was lost. Nothing brings the content back here; the peer's copy and backups made before still hold it.

            Not erased: a message without its receipt, one that is being sent, and one whose acknowledgement is awaited. \
            Erasing again changes nothing.

            Example:
              hotline erase 01932f4e-9d2a-7c4b-8f00-0123456789ab \\
                --officer "A. Ivanova" --reason "personal data, request 17"
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The ids of the messages.")
    var ids: [MessageIDArgument]

    @Option(help: "The officer who decides; the name stands in the log.")
    var officer: String

    @Option(help: "Why; it stands in the log and is never erased, so it must not repeat the content.")
    var reason: String?

    func validate() throws {
        guard (1...ControlLimits.officerBytes).contains(officer.utf8.count) else {
            throw ValidationError("an officer's name has 1 to \(ControlLimits.officerBytes) bytes")
        }
        if let reason, !(1...ControlLimits.erasureNoteBytes).contains(reason.utf8.count) {
            throw ValidationError("a reason has 1 to \(ControlLimits.erasureNoteBytes) bytes")
        }
        guard ids.count <= Self.messages else {
            throw ValidationError("one command erases at most \(Self.messages) messages")
        }
    }

    /// One after the other, and no further than the first that is refused; what was erased before it is shown.
    func run() async throws {
        var report = EraseReport(messages: [])
        for id in ids {
            do {
                let request = EraseRequest(officer: officer, note: reason)
                report.messages.append(try await global.client.erase(id: id.description, request).reply)
            } catch {
                let failure = CommandFailure(of: error).about(id.description)
                guard !report.messages.isEmpty else { throw failure }
                show(report)
                throw ShownFailure(failure)
            }
        }
        show(report)
        if let failure = report.failure { throw ShownFailure(failure) }
    }

    private func show(_ report: EraseReport) {
        global.show(report) { style in
            report.messages.map { MessageText.fields($0, style) }.joined(separator: "\n\n")
        }
    }
}

/// What `erase` did.
struct EraseReport: Encodable {
    var messages: [Message]

    /// A reader still holds what was before: the node goes on by itself.
    var failure: CommandFailure? {
        messages.first { $0.erasure?.state == .erasing }.map { message in
            CommandFailure(
                .timedOut, code: "erasing", "the bytes of \(message.id) are still in the write-ahead log",
                remedy:
                    "somebody reads the database; the node goes on by itself: hotline show \(message.id) says when it is done",
                messageID: message.id)
        }
    }
}
