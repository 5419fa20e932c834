import ArgumentParser
import HotlineControl
import HotlineProtocol

/// `hotline audit log`: the messages in the log of a line, as a person reads them.
struct AuditLogCommand: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Read the log of a line: one message a line, in the order in which this node committed them.",
        discussion: """
            Shows both sides' messages, decisions and refusals; without --all the newest that the filters take. The bare \
            entries of the tree, with their hashes and the peer's heads among them, are shown by `hotline log`. With --json: \
            one object a line.

            Example:
              hotline audit log beta.example --channel csirt --from 2026-11-01 --all
              hotline audit log --thread 01932f4e-9d2a-7c4b-8f00-0123456789ab --all
              hotline audit log --follow
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var filters: LogFilters

    @Argument(help: "The peer's name. Default: the only peer.")
    var peer: NameArgument?

    @Option(help: "How many of the newest, 1 to \(ControlLimits.pageLimit).")
    var last = ControlLimits.pageDefault

    @Flag(help: "All that the filters take, from the oldest on.")
    var all = false

    @Flag(help: "Go on with what is committed from now on; end with Ctrl-C.")
    var follow = false

    @Option(help: "End --follow after so many messages.")
    var count: Int?

    func validate() throws {
        guard (1...ControlLimits.pageLimit).contains(last) else {
            throw ValidationError("--last is 1 to \(ControlLimits.pageLimit)")
        }
        guard count == nil || follow, count ?? 1 > 0 else {
            throw ValidationError("--count goes with --follow and is at least 1")
        }
    }

    func run() async throws {
        let name = try await PeerChoice.name(peer, global.client)
        var reader = LogReader(client: global.client, query: filters.query(peer: name), limit: count)
        let print = { (message: Message) in
            let console = Console.current
            console.say(global.json ? JSONOutput.line(message) : LogLine.text(message, console.style))
        }
        if all { try await reader.readAll(print) } else { try await reader.readNewest(last, print) }
        guard follow else { return }
        reader.startCounting()
        try await follow(&reader, print)
    }

    /// Reads on after each event of the node. A daemon that goes away is waited for; the place in the log tells what is new.
    private func follow(_ reader: inout LogReader, _ print: (Message) -> Void) async throws {
        let console = Console.current
        var progress = Progress(console: console)
        progress.say("following; end with Ctrl-C")
        while !reader.isDone {
            do {
                try await reader.follow(print)
            } catch {
                guard Submission.mayPass(error) || error as? ControlClientError == .tooSlow else { throw error }
            }
            if reader.isDone { return }
            progress.add("the connection to the daemon ended: connecting again")
            try await console.pause(.seconds(1))
        }
    }
}

/// What `audit log` leaves out.
struct LogFilters: ParsableArguments {
    @Option(help: "Only messages of this channel.")
    var channel: String?

    @Option(help: "Only messages of this kind: notice, message, acknowledgement, …")
    var kind: String?

    @Option(help: "Only messages of this precedence.")
    var precedence: PrecedenceChoice?

    @Option(help: "Committed here at this time or later: 2026-11-21, or 2026-11-21T22:00:00Z.")
    var from: MomentArgument?

    @Option(help: "Committed here before this time.")
    var to: MomentArgument?

    @Option(help: "Only decisions of this officer, by the name as it was written.")
    var officer: String?

    @Option(help: "Only the message with this id and all that hangs on it by its answers, both ways.")
    var thread: MessageIDArgument?

    /// The local API's query.
    func query(peer: String) -> LogReadingQuery {
        LogReadingQuery(
            peer: peer, limit: ControlLimits.pageLimit, channel: channel, kind: kind, precedence: precedence?.rawValue,
            since: from?.text, until: to?.text, officer: officer, thread: thread?.description)
    }
}

/// A point in time on the command line, UTC: a date, or a date and a time to the second or the millisecond.
struct MomentArgument: ExpressibleByArgument {
    /// As the local API writes it.
    let text: String

    init?(argument: String) {
        let spelled: String =
            switch argument.utf8.count {
            case "2026-11-21".utf8.count: argument + "T00:00:00.000Z"
            case "2026-11-21T22:00:00Z".utf8.count where argument.hasSuffix("Z"): String(argument.dropLast()) + ".000Z"
            default: argument
            }
        guard ControlTime.milliseconds(spelled) != nil else { return nil }
        text = spelled
    }
}

/// Which peer a command is about.
enum PeerChoice {
    /// The one that was named, or the only one.
    static func name(_ peer: NameArgument?, _ client: ControlClient) async throws -> String {
        if let peer { return peer.description }
        let names = try await client.peers().peers.map(\.name)
        guard names.count == 1, let name = names.first else {
            throw CommandFailure.usage("name the peer whose line it is: \(names.joined(separator: ", "))")
        }
        return name
    }
}
