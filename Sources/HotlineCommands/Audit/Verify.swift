import ArgumentParser
import HotlineArchive
import HotlineAudit
import HotlineCrypto
import HotlineStore

/// `hotline audit verify`: the whole of a node's log, from the raw bytes up.
struct AuditVerify: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify the whole log of each line from the raw bytes up.",
        discussion: """
            Reads the home's database itself, whether or not the daemon runs, and believes nothing of it but the keys named in \
            the result: this node's from identity.pub, the peers' as they are pinned, or those given with --key. Exit code 0: \
            whole; 7: broken, and the first thing wrong is named; 8: could not be checked.

            Example:
              hotline audit verify
              hotline audit verify --line beta.example --offline --json
              hotline audit verify --from export --key KEYLINE --key KEYLINE
            """)

    @OptionGroup var global: GlobalOptions

    @Option(name: .customLong("line"), help: "The peer of the line. Default: all lines.")
    var peer: NameArgument?

    @Option(name: .customLong("from"), help: "A directory that 'hotline audit export' wrote, in the place of the home.")
    var export: String?

    @Flag(help: "Say that no daemon is needed. None is asked in any case: what is verified is the file.")
    var offline = false

    @Option(name: .customLong("key"), help: "A party's key line, in the place of the one in the home. May be repeated.")
    var keys: [String] = []

    func run() async throws {
        let home = global.resolvedHome
        let began = Console.current.uptime()
        let given = try keys.map(Self.keyLine)
        if let export { return try show(Self.verify(export, given, home, peer), since: began) }
        let report: VerifyReport
        do {
            let source = try DatabaseSource(path: home.database)
            defer { source.close() }
            let trusted = try TrustedKeys(home: home, source: source, given: given)
            let verdict = VerifyProgress().audit(source, trusted, peer: peer?.name)
            report = VerifyReport(verdict, place: source.place, keys: trusted)
        } catch let error as AuditSourceError {
            report = VerifyReport(error, place: home.database)
        }
        try show(report, since: began)
    }

    private func show(_ report: VerifyReport, since began: Duration) throws {
        let took = Console.current.uptime() - began
        global.show(report.lasting(took)) { VerifyText.text(report, $0) }
        if let failure = report.failure(line: peer?.name) { throw ShownFailure(failure) }
    }

    /// The same of an export.
    private static func verify(
        _ path: String, _ given: [KeyLine], _ home: Home, _ peer: NameArgument?
    ) -> VerifyReport {
        let path = FilePath.absolute(path)
        do {
            let trusted = TrustedKeys(export: AuditPlace.keys(given, home: home), given: given)
            let verdict = VerifyProgress().audit(try ExportSource(path: path), trusted, peer: peer?.name)
            return VerifyReport(verdict, place: path, keys: trusted)
        } catch let error as AuditSourceError {
            return VerifyReport(error, place: path)
        } catch {
            return VerifyReport(.unreadable("\(error)"), place: path)
        }
    }

    private static func keyLine(_ text: String) throws(CommandFailure) -> KeyLine {
        do {
            return try KeyLine(parsing: text)
        } catch {
            throw CommandFailure(.failed, code: "bad_key_line", "this key line is refused: \(error)")
        }
    }
}

/// Shows on a terminal how far an audit is.
private struct VerifyProgress {
    func audit(_ source: any AuditSource, _ keys: TrustedKeys, peer: NodeName?) -> AuditVerdict {
        let shown = SharedProgress(console: .current)
        let auditor = Auditor(source: source, keys: keys.audit) { progress in
            shown.move(to: "verifying \(progress.log): \(progress.leaves) of \(progress.size) entries")
        }
        let verdict = auditor.audit(peer: peer)
        shown.end()
        return verdict
    }
}
