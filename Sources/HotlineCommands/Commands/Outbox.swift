import ArgumentParser
import HotlineControl

/// `hotline outbox`: messages sent, newest first.
struct Outbox: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "What was sent, and how far it has come, newest first.",
        discussion: """
            Example:
              hotline outbox --peer beta.example --json
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: ListOptions

    func run() async throws {
        let page = try await global.client.messages(options.query(.outbox))
        global.show(page) { MessageTable.text(page, $0, command: "hotline outbox") }
    }
}
