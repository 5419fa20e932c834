import ArgumentParser
import HotlineControl
import HotlineCrypto

/// `hotline log`: this node's log of a line.
struct Log: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Show this node's append-only log of a line: its newest entries, or those from an index.",
        discussion: """
            These are the bare entries of the tree. The messages in it, as a person reads them, are shown by \
            `hotline audit log`.

            Example:
              hotline log beta.example --from 0 --limit 100
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The peer's name. Default: the only peer.")
    var peer: NameArgument?

    @Option(help: "Index of the first entry. Default: the newest page.")
    var from: UInt64?

    @Option(help: "How many, 1 to \(ControlLimits.pageLimit).")
    var limit = ControlLimits.pageDefault

    func validate() throws {
        guard (1...ControlLimits.pageLimit).contains(limit) else {
            throw ValidationError("--limit is 1 to \(ControlLimits.pageLimit)")
        }
    }

    func run() async throws {
        let client = global.client
        let peer = try await PeerChoice.name(peer, client)
        var page = try await client.log(LogQuery(peer: peer, from: from ?? 0, limit: limit))
        if from == nil, page.size > UInt64(limit) {
            page = try await client.log(LogQuery(peer: peer, from: page.size - UInt64(limit), limit: limit))
        }
        global.show(page) { LogText.text(page, $0) }
    }
}
