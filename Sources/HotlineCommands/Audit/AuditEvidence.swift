import ArgumentParser
import Foundation
import HotlineControl
import HotlineCrypto
import HotlineStore

/// `hotline audit evidence`: what was kept of a peer's misconduct, and what it proves.
struct AuditEvidence: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Show or export what is kept against a peer; check an export with public keys alone.",
        discussion: """
            A node keeps signed objects that cannot all be true: heads and checkpoints of a log, statements. --output writes \
            them into one file, or, where it names a directory that is there, into a file of it and each object beside it. \
            --check needs neither node nor network: it verifies every signature with the keys that you give, which you know \
            from elsewhere, and says what is proven and what is not.

            Example:
              hotline audit evidence beta.example -o evidence.json
              hotline audit evidence --check evidence.json --key KEYLINE
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The peer's name. Default: all peers, removed ones too.")
    var peer: NameArgument?

    @Option(name: .shortAndLong, help: "Write to this new file, or into this directory.")
    var output: String?

    @Option(help: "Check this exported file.")
    var check: String?

    @Option(name: .customLong("key"), help: "A key line to check with; give it once for each party.")
    var keys: [String] = []

    func validate() throws {
        if check != nil {
            guard peer == nil, output == nil else { throw ValidationError("--check takes a file and keys alone") }
            guard !keys.isEmpty else { throw ValidationError("--check needs the parties' keys: --key KEYLINE") }
        } else if !keys.isEmpty {
            throw ValidationError("--key is for --check")
        }
    }

    func run() async throws {
        if let check { return try report(try EvidenceFile(reading: check).check(keys: try parsedKeys())) }
        let list = try await global.client.evidence(peer: peer?.description)
        if let output { try EvidenceFile(list: list).export(to: output) }
        global.show(list) { EvidenceText.list(list, $0) }
    }

    private func report(_ report: EvidenceReport) throws {
        global.show(report) { EvidenceText.report(report, $0) }
        guard let bad = report.items.first(where: { $0.error != nil }) else { return }
        throw ShownFailure(
            CommandFailure(.failed, code: "not_verified", "item \(bad.number): \(bad.error ?? "")"))
    }

    private func parsedKeys() throws -> [KeyLine] {
        try keys.map { text in
            do { return try KeyLine(parsing: text) } catch {
                throw CommandFailure(.failed, code: "bad_key_line", "this key line is refused: \(error)")
            }
        }
    }
}
