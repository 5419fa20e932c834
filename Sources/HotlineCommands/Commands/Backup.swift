import ArgumentParser
import Foundation
import HotlineStore

/// `hotline backup`: a copy of the database.
struct Backup: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database into a new file, while the node runs or not.",
        discussion: """
            The copy is one file: all peers, statements, content, logs and receipts up to now. It is checked before it gets \
            its name, and a file that is there is never replaced. It holds no private key: keep identity.pem, identity.pub \
            and config.yaml too, apart from it. Keep it as secret as the database.

            Example:
              hotline backup /mnt/backup/hotline-2026-11-21.db
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The new file.")
    var file: String

    func run() async throws {
        let report = try await BackupJob(global).make(at: FilePath.absolute(file))
        global.show(report) { report.text($0) }
    }
}

/// Paths as the user names them.
enum FilePath {
    /// The same path from the root; the daemon may run in another directory than this command.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}

/// A log and its length, for `backup` and `restore`.
struct LogLength: Encodable, Equatable {
    let log: String
    let entries: UInt64
}

/// What `backup` made.
struct BackupReport: Encodable {
    let file: String
    let bytes: Int
    let schema: Int
    /// Whether the daemon made it.
    let online: Bool
    let logs: [LogLength]

    func text(_ style: Style) -> String {
        var list = FieldList()
        list.add("backup", file, .strong)
        list.add("size", "\(bytes) bytes, schema \(schema)")
        list.add("made by", online ? "the running node" : "this command; no node runs")
        for log in logs { list.add("log", "\(log.log), \(log.entries) entries") }
        return list.text(style) + "\n\n" + Self.next
    }

    private static let next = """
        It is checked and on the disk, and it holds the content of messages: keep it as secret as the database. The private \
        key is not in it: keep identity.pem, identity.pub and config.yaml too, in another place.
        """
}
