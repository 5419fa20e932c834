import ArgumentParser
import HotlineControl

/// `hotline peer list`: all peers.
struct PeerListCommand: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the peers.",
        discussion: """
            Example:
              hotline peer list --json
            """)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let list = try await PeerBook(global).list()
        global.show(list) { PeerText.table(list.peers, $0) }
    }
}
