import ArgumentParser
import HotlineControl

/// `hotline status`: the node and its lines.
struct Status: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the node and how each of its lines stands.",
        discussion: """
            QUEUED counts messages without a receipt, OVERDUE those whose acknowledgement is late, CLOCK the peer's clock less \
            this node's.

            Example:
              hotline status
            """)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let status = try await global.client.status()
        global.show(status) { StatusText.text(status, $0) }
    }
}
