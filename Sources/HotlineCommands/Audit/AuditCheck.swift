import ArgumentParser
import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import HotlineStore

/// `hotline audit check`: what a proof file shows. It needs no node, no home and no network.
struct AuditCheck: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a proof file from public keys alone, and say what it shows and what it does not.",
        discussion: """
            Give the key line of each party, as you have it from that party itself. The file names keys too; they are hints and \
            are never trusted. Only what was verified is said. Ends with 0 where all that is in the file holds, with 7 where \
            something in it is false, and with 8 where a key is missing or the file cannot be read.

            Example:
              hotline audit check proof.hotline \\
                --key alpha.example+0ff4bbf3+AddamAGC… --key beta.example+4c0eaeaf+AT1AF8Po…
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The proof file.")
    var file: String

    @Option(help: "A party's key line; once for each party.")
    var key: [String] = []

    @Option(help: "Write the content, where the file holds it and it was verified, to this new file.")
    var body: String?

    func run() async throws {
        let check = try Self.check(key)
        let report = check.check(try read())
        global.show(ProofView(report)) { ProofText.text(report, $0) }
        try ProofText.requireProven(report)
        if let body { try write(report, to: body) }
    }

    private static func check(_ texts: [String]) throws -> ProofCheck {
        let lines = try texts.map { text in
            do { return try KeyLine(parsing: text) } catch {
                throw CommandFailure.usage("a key line is refused: \(error)")
            }
        }
        guard let check = ProofCheck(keys: lines) else {
            throw CommandFailure.usage("two of the key lines give one name different keys")
        }
        return check
    }

    private func read() throws -> [UInt8] {
        do {
            return try Descriptor.contents(of: file, limit: ProofLimits.fileBytes)
        } catch {
            let failure = CommandFailure(of: error)
            throw CommandFailure(.unchecked, code: failure.code, failure.message)
        }
    }

    private func write(_ report: ProofReport, to path: String) throws {
        guard let bytes = report.message?.body?.content else {
            throw CommandFailure(.unchecked, code: "not_available", "the file does not hold the content")
        }
        try Home.createFile(FilePath.absolute(path), bytes)
        Console.current.note("hotline: wrote \(bytes.count) bytes to \(TerminalText.escape(path))")
    }
}
