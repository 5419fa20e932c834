import ArgumentParser
import HotlineArchive
import HotlineAudit
import HotlineCrypto
import HotlineStore

/// `hotline audit export`: the logs of a line as static files.
struct AuditExport: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the logs of a line as files that others can verify.",
        discussion: """
            Writes C2SP tlog-tiles (checkpoint, tile/…, tile/entries/…), and beside them keys, receipts, checkpoints, what the \
            lists show and the content of messages by its digest: all that `hotline audit verify --from DIR` needs. It reads \
            the home's database, whether or not the daemon runs. Run it again to add what is new; an export that was \
            interrupted is finished so. The directory holds the content of messages: keep it as secret as the database.

            The newest head is signed with this node's key, so its passphrase may be needed.

            Example:
              hotline audit export --line beta.example -o /mnt/audit/beta
            """)

    @OptionGroup var global: GlobalOptions

    @Option(name: .customLong("line"), help: "The peer of the line.")
    var peer: NameArgument

    @Option(name: [.customShort("o"), .customLong("output")], help: "The directory; made where it is not there.")
    var directory: String

    @Option(help: "File whose first line opens the private key.")
    var passphraseFile: String?

    func run() async throws {
        let home = global.resolvedHome
        let environment = Console.current.environment
        let passphrase = try PassphraseFile.resolve(option: passphraseFile, environment: environment)
        let key = try IdentityFile.signingKey(in: home, passphrase: passphrase)
        let source = try DatabaseSource(path: home.database)
        defer { source.close() }
        let logs = try Self.logs(of: peer, in: source)
        let path = FilePath.absolute(directory)
        let progress = SharedProgress(console: .current)
        let exporter = try Exporter(source: source, to: path, signer: CheckpointSigner(key: key)) { now in
            progress.move(to: "exporting \(now.log): \(now.entries) of \(now.size) entries")
        }
        let summary = try exporter.run(logs)
        progress.end()
        let report = ExportReport(summary, directory: path)
        global.show(report) { report.text($0) }
    }

    /// All logs of the newest line with that peer, oldest first: a peer that came back with another key is another line.
    private static func logs(of peer: NameArgument, in source: DatabaseSource) throws -> [AuditLog] {
        let named = try source.logs().filter { $0.peer.hasPrefix("\(peer)+") }
        guard let newest = named.last else {
            throw CommandFailure(
                .failed, code: "unknown_peer", "there is no line with \(peer)",
                remedy: "hotline peer list shows the peers")
        }
        return named.filter { $0.peer == newest.peer }
    }
}

/// What `audit export` wrote.
struct ExportReport: Encodable {
    struct Log: Encodable {
        let log: String
        let entries: UInt64
        /// Why its newest head has no checkpoint; nil where it has one.
        let unsigned: String?
    }

    let directory: String
    let logs: [Log]
    let files: Int
    let bytes: Int
    let bodies: Int
    let removed: Int

    init(_ summary: Exporter.Summary, directory: String) {
        self.directory = directory
        logs = summary.logs.map { Log(log: $0.origin, entries: $0.size, unsigned: $0.unsigned) }
        (files, bytes, bodies, removed) = (summary.files, summary.bytes, summary.bodies, summary.removed)
    }

    func text(_ style: Style) -> String {
        var list = FieldList()
        list.add("export", directory, .strong)
        for log in logs {
            list.add("log", "\(log.log), \(log.entries) entries")
            list.add("checkpoint", log.unsigned.map { "not signed: \($0)" }, .waiting)
        }
        list.add("written", files == 0 ? "nothing: it is all there" : "\(files) files, \(ByteCount.text(bytes))")
        list.add("bodies", "\(bodies)")
        if removed > 0 { list.add("removed", "\(removed) bodies that were erased at the node", .waiting) }
        return list.text(style) + "\n\n" + Self.next
    }

    private static let next = """
        It holds the content of messages: keep it as secret as the database. Who gets it needs both key lines from another \
        hand, and checks it so: hotline audit verify --from DIR --key KEYLINE --key KEYLINE
        """
}
