import ArgumentParser
import HotlineControl
import HotlineStore

/// `hotline show`: one message, and its bytes as evidence.
struct Show: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one message; write its signed statement, receipt or body to files.",
        discussion: """
            Statement and receipt are the raw COSE bytes (RFC 9052, RFC 9942), which verify with public tools alone. A file \
            that is there is never replaced.

            Example:
              hotline show 01932f4e-9d2a-7c4b-8f00-0123456789ab \\
                --statement statement.cose --receipt receipt.cose
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The message's id.")
    var id: MessageIDArgument

    @Option(help: "Write the signed statement to this new file.")
    var statement: String?

    @Option(help: "Write the receipt to this new file.")
    var receipt: String?

    @Option(help: "Write the body to this new file.")
    var body: String?

    func run() async throws {
        let client = global.client
        let id = id.description
        do {
            let message = try await client.message(id: id)
            if let statement { try write(try await client.statement(id: id), to: statement) }
            if let receipt { try write(try await client.receipt(id: id), to: receipt) }
            if let body { try write(try await client.body(id: id).bytes, to: body) }
            global.show(message) { MessageText.details(message, $0) }
        } catch { throw CommandFailure(of: error).about(id) }
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        try Home.createFile(path, bytes)
        Console.current.note("hotline: wrote \(bytes.count) bytes to \(TerminalText.escape(path))")
    }
}
