import ArgumentParser
import HotlineControl

/// `hotline watch`: what happens at the node, as it happens.
struct Watch: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Print what happens at the node as it happens; end with Ctrl-C.",
        discussion: """
            When the daemon goes away, the command waits for it and then also prints what the daemon still remembers of the \
            meantime. With --json: one object a line.

            Example:
              hotline watch
              hotline watch --json --count 1
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "End after so many events.")
    var count: Int?

    func validate() throws {
        guard count ?? 1 > 0 else { throw ValidationError("--count is at least 1") }
    }

    func run() async throws {
        let console = Console.current
        // A wrong home is told at once; a daemon that goes away later is waited for.
        _ = try await global.client.identity()
        var progress = Progress(console: console)
        var reader = EventReader(limit: count)
        progress.say("watching; end with Ctrl-C")
        while true {
            do { try await follow(&reader, console) } catch {
                guard Submission.mayPass(error) || error as? ControlClientError == .tooSlow else { throw error }
            }
            if reader.isDone { return }
            progress.add("the connection to the daemon ended: connecting again")
            try await console.pause(.seconds(1))
        }
    }

    /// Prints events until the connection ends or enough were printed.
    private func follow(_ reader: inout EventReader, _ console: Console) async throws {
        for try await event in global.client.events(EventQuery(since: reader.lastTime)) where reader.takes(event) {
            console.say(global.json ? JSONOutput.line(event) : EventText.line(event, console.style))
            if reader.isDone { return }
        }
    }
}

/// What was printed so far, so that a new connection repeats nothing.
struct EventReader {
    /// When the last event happened; a new connection asks for what happened from then on.
    private(set) var lastTime: String?
    /// Events of that very moment.
    private var latest: Set<NodeEvent> = []
    private var rest: Int?

    /// A reader that is done after so many events.
    init(limit: Int?) {
        rest = limit
    }

    /// Whether all events were read.
    var isDone: Bool { rest == 0 }

    /// Whether the event is new; then it counts.
    mutating func takes(_ event: NodeEvent) -> Bool {
        if event.at == lastTime {
            guard latest.insert(event).inserted else { return false }
        } else {
            lastTime = event.at
            latest = [event]
        }
        rest = rest.map { $0 - 1 }
        return true
    }
}
