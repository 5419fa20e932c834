import ArgumentParser
import HotlineCrypto
import HotlineStore

/// `hotline restore`: a backup in the place of the database.
struct RestoreCommand: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the database; the daemon must not run.",
        discussion: """
            The backup is checked first, and the database that it replaces is kept beside it under a dated name. A backup \
            does not know what was said after it was made, but the peers do: where anything was, they find that this node's \
            history is older, and their lines stop as rolled back. So restore only where the database itself is lost, and \
            call the peers before the node is started again.

            Example:
              hotline restore /mnt/backup/hotline-2026-11-21.db
              hotline restore /mnt/backup/hotline-2026-11-21.db --yes --json
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A file that `hotline backup` made, or a copy of a database whose daemon was stopped.")
    var file: String

    @Flag(help: "Do not ask.")
    var yes = false

    func run() async throws {
        let restore = try Restore(home: global.resolvedHome, file: FilePath.absolute(file))
        let report = RestoreReport(restore)
        if !yes { try confirm(report) }
        let former = try restore.perform()
        let done = report.replacing(former)
        global.show(done) { done.text($0) }
    }

    /// Without a terminal, nobody has read what it means.
    private func confirm(_ report: RestoreReport) throws {
        let console = Console.current
        let refusal = CommandFailure(
            .failed, code: "not_confirmed", "nothing was restored; the database is as it was",
            remedy: "read what it means, then add --yes")
        guard console.inputIsTerminal, console.errorIsTerminal else { throw refusal }
        console.note(TerminalText.escape(report.summary))
        console.complain("Replace the database of \(TerminalText.escape(report.name))? Type its name: ")
        guard console.readLine() == report.name else { throw refusal }
    }
}

/// What `restore` is about to do, and did.
struct RestoreReport: Encodable {
    /// One log before and after.
    struct Log: Encodable, Equatable {
        let log: String
        let entries: UInt64
        /// In the database that is replaced; nil where that cannot be read, or does not have the log.
        let entriesBefore: UInt64?

        enum CodingKeys: String, CodingKey {
            case log, entries
            case entriesBefore = "entries_before"
        }
    }

    let backup: String
    let name: String
    let schema: Int
    let logs: [Log]
    /// Whether something that the replaced database holds is not in the backup; nil where that cannot be read.
    let isOlder: Bool?
    /// Where the replaced database is now.
    private(set) var former: String?

    enum CodingKeys: String, CodingKey {
        case backup, name, schema, logs, former
        case isOlder = "is_older"
    }

    init(_ restore: Restore) {
        backup = restore.backup.path
        name = (try? KeyLine(parsing: restore.backup.node))?.name.text ?? restore.backup.node
        schema = restore.backup.schema
        let before = restore.present
        logs = restore.backup.logs.map { log in
            Log(log: log.origin, entries: log.size, entriesBefore: before?.first { $0.origin == log.origin }?.size)
        }
        let kept = restore.backup.logs
        isOlder = before.map { $0.contains { log in (kept.first { $0.origin == log.origin }?.size ?? 0) < log.size } }
    }

    func replacing(_ former: String?) -> RestoreReport {
        var report = self
        report.former = former
        return report
    }

    /// What it means, in words.
    var summary: String {
        var lines = logs.map { log in
            "\(log.log): \(log.entries) entries in the backup, \(log.entriesBefore.map { "\($0)" } ?? "unknown") now"
        }
        lines.append(meaning)
        return lines.joined(separator: "\n")
    }

    private var meaning: String {
        switch isOlder {
        case false?: "The backup holds all that the present database holds: the lines go on where they were."
        case true?:
            "The backup is older than the present database. The peers have what came after it: they will find that this "
                + "node's history is older, and the lines stop as rolled back. Call them first."
        case nil:
            "The present database cannot be read, so nobody here knows what came after the backup. Where something did, the "
                + "peers find out and the lines stop as rolled back. Call them first."
        }
    }

    func text(_ style: Style) -> String {
        var list = FieldList()
        list.add("restored", backup, .strong)
        list.add("node", name)
        list.add("former", former ?? "there was none")
        for log in logs { list.add("log", "\(log.log), \(log.entries) entries") }
        return list.text(style) + "\n\n" + meaning + "\nStart hotlined, then look at: hotline status"
    }
}
