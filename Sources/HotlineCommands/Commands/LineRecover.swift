import ArgumentParser
import HotlineControl

/// `hotline line recover`: takes back from the peer what an older database has lost, and goes on in a new log.
struct LineRecover: NodeCommand {
    private static let pause = Duration.milliseconds(200)
    private static let standardSeconds = 600

    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Take back from the peer what an older database has lost, and go on in a new log.",
        discussion: """
            For a line that this node stopped because its own database is older than what it told the peer: a backup was put \
            back. The peer gives back this node's own statements, each is verified with this node's key, and the line goes on \
            in a new log whose first entry names the old one. Queued messages that the peer never had are issued again under \
            their ids. After a fork of the peer's it accepts that the peer goes on in a new log; agree on that with the peer's \
            operators first.

            Example:
              hotline line recover beta.example
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The peer's name.")
    var peer: NameArgument

    @Option(help: "How long to wait for the peer: 90s, 10m, 2h, 1d. Default: 10m.")
    var timeout: TimeSpan?

    func run() async throws {
        let client = global.client
        let begun = try await client.recoverLine(with: peer.description)
        let line = begun.stoppedCause == .thisNodeRolledBack ? try await finished(client) : begun
        global.show(line) { RecoveryText.text(line, $0) }
    }

    /// Asks until the line goes on, or until the recovery was given up.
    private func finished(_ client: ControlClient) async throws -> LineStatus {
        var progress = Progress(console: .current)
        let polls = (timeout?.seconds ?? Self.standardSeconds) * 5
        for _ in 0..<polls {
            let lines = try await client.status().lines
            guard let line = lines.first(where: { $0.peer == peer.description }) else {
                throw CommandFailure(.failed, code: "unknown_peer", "the peer was removed")
            }
            guard line.stoppedCause == .thisNodeRolledBack else { return line }
            guard line.state == .recovering else { throw refusal(line) }
            progress.say("recovering" + (line.lastError.map { ": \($0)" } ?? ""))
            try await Console.current.pause(Self.pause)
        }
        throw CommandFailure(
            .timedOut, code: "timed_out", "the peer has not given back everything yet",
            remedy: "the node goes on trying; see: hotline status")
    }

    private func refusal(_ line: LineStatus) -> CommandFailure {
        CommandFailure(
            .failed, code: "not_recovered", "the line was not recovered: \(line.lastError ?? line.stoppedReason ?? "")",
            remedy: "see Docs/Operating.md, After a rollback")
    }
}
