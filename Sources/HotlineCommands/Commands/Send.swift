import ArgumentParser
import HotlineControl
import HotlineCrypto
import HotlineProtocol

/// `hotline send`: a message to a peer.
struct Send: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Send a message; it is stored and signed when this returns.",
        discussion: """
            The content comes from --file, the argument TEXT, or standard input. With --wait the command also waits for the \
            peer's receipt (it arrived; the proof is verified) or an officer's decision. A message that was sent goes on by \
            itself, also when this command stops waiting. The same --id with the same content never sends twice.

            Example:
              hotline send beta.example --kind notice --file incident.json \\
                --precedence immediate --ack-by 30m --wait ack
              echo "Line check." | hotline send beta.example --kind service
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup(title: "Message options") var options: MessageOptions

    @Argument(help: "The peer's name.")
    var peer: NameArgument

    @Argument(help: "The content. Without it and --file: standard input.")
    var text: String?

    @Option(help: "A file with the content (- is standard input).")
    var file: String?

    @Option(help: "Wait for the peer's receipt or an officer's decision.")
    var wait: WaitChoice?

    @Option(help: "How long to wait: 90s, 10m, 2h, 1d. Default: 10m.")
    var waitTimeout: TimeSpan?

    @Option(help: "The message's id (UUIDv7), to try again by hand.")
    var id: MessageIDArgument?

    func validate() throws {
        guard text == nil || file == nil else { throw ValidationError("give TEXT or --file, not both") }
        guard waitTimeout == nil || wait != nil else { throw ValidationError("--wait-timeout needs --wait") }
    }

    func run() async throws {
        let console = Console.current
        let id = try id?.id ?? Submission.newMessageID()
        let request = try request(id: id)
        let client = global.client
        announce(request, console)
        let reply = try await Submission(messageID: request.messageID, console: console).run {
            try await client.submit(request)
        }
        Warnings.show(reply.warnings, console)
        try await finish(reply, client, console)
    }

    /// What takes its time is said to somebody who waits.
    private func announce(_ request: SubmitRequest, _ console: Console) {
        let size = (request.text?.utf8.count ?? 0) + (request.bodyBase64?.utf8.count ?? 0) / 4 * 3
        guard size > Limits.partBytes, !global.json else { return }
        var progress = Progress(console: console)
        progress.say("handing \(ByteCount.text(size)) to the node")
    }

    private func request(id: MessageID) throws -> SubmitRequest {
        let body = try BodyInput.read(file: file, text: text, console: Console.current)
        guard !body.bytes.isEmpty else { throw CommandFailure.usage("there is nothing to send: the content is empty") }
        return options.request(id: id, peer: peer.name, body: body)
    }

    /// Waits where asked to, shows the message as it is then, and ends as it deserves.
    private func finish(_ reply: SubmitReply, _ client: ControlClient, _ console: Console) async throws {
        guard let wait else { return show(reply) }
        let limit = waitTimeout?.duration ?? .seconds(600)
        var waiting = Waiting(condition: wait.condition, limit: limit, console: console)
        if console.errorIsTerminal, !global.json {
            waiting.look = { try await client.message(id: reply.message.id) }
        }
        let (message, outcome) = try await waiting.run(from: reply.message) { seconds in
            try await client.wait(id: reply.message.id, until: wait.condition, timeoutSeconds: seconds)
        }
        let failure = waiting.failure(outcome, of: message)
        show(SubmitReply(message: message, warnings: reply.warnings))
        if let failure { throw ShownFailure(failure) }
    }

    private func show(_ reply: SubmitReply) {
        global.show(reply) { MessageText.fields(reply.message, $0) }
    }
}
