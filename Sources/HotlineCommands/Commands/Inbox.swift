import ArgumentParser
import HotlineControl

/// `hotline inbox`: messages received, newest first.
struct Inbox: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "What has arrived, newest first.",
        discussion: """
            Example:
              hotline inbox --channel csirt --limit 10
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: ListOptions

    func run() async throws {
        let page = try await global.client.messages(options.query(.inbox))
        global.show(page) { MessageTable.text(page, $0, command: "hotline inbox") }
    }
}
