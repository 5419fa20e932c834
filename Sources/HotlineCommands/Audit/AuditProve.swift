import ArgumentParser
import HotlineAudit
import HotlineControl
import HotlineCrypto
import HotlineStore

/// `hotline audit prove`: the proof of one message, in one file.
struct AuditProve: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Write the proof of one message into a new file.",
        discussion: """
            The file shows who said it, when the other side had it, and what an officer decided. It is checked from the two \
            public keys alone: `hotline audit check`. Without --with-body it holds the digest of the content and not the \
            content. The daemon makes the file, since it signs for what it received; it is checked before it is written, and \
            a file that is there is never replaced.

            Example:
              hotline audit prove 01932f4e-9d2a-7c4b-8f00-0123456789ab -o proof.hotline
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The message's id.")
    var id: MessageIDArgument

    @Option(name: [.short, .customLong("output")], help: "The new file.")
    var output: String

    @Flag(help: "Put the content and its salt into the file, and the notes of the answers.")
    var withBody = false

    func run() async throws {
        let client = global.client
        let id = id.description
        do {
            let bytes = try await client.proof(id: id, withBody: withBody)
            let report = try await Self.check(bytes, client)
            if report.verdict == .refuted { throw Self.unsound }
            try Home.createFile(FilePath.absolute(output), bytes)
            Console.current.note("hotline: wrote \(bytes.count) bytes to \(TerminalText.escape(output))")
            global.show(ProofView(report)) { ProofText.text(report, $0) }
        } catch { throw CommandFailure(of: error).about(id) }
    }

    /// The check of a stranger who has the keys of this node and of the message's peer: the one that its line was pinned with. A
    /// peer that was removed, or has another key now, still signed what it signed.
    private static func check(_ bytes: [UInt8], _ client: ControlClient) async throws -> ProofReport {
        let own = try KeyLine(parsing: try await client.identity().keyLine)
        let peers = ((try? ProofFile(decoding: bytes))?.keyLines ?? []).filter { $0.name != own.name }
        guard let check = ProofCheck(keys: [own] + peers) else { throw unsound }
        let pinned = try await client.peers().peers.map(\.keyLine)
        for line in peers where !pinned.contains(line.description) {
            Console.current.note(
                "hotline: note: this line is over; its peer's key was \(TerminalText.escape(line.description))")
        }
        return check.check(bytes)
    }

    private static let unsound = CommandFailure.local(
        "the node's proof of this message does not hold; nothing was written",
        remedy: "audit the log: hotline audit verify")
}
