import Foundation
import GRDB
import HotlineCrypto
import HotlineProtocol

/// What was done to an older database when it was opened.
public struct Migration: Hashable, Sendable {
    /// The schema that was found.
    public let found: Int
    /// The schema that it has now.
    public let known: Int
    /// The copy that was made before.
    public let backup: String
}

/// The migrations that an opening can run. Tests put their own here.
struct Migrations: Sendable {
    /// The newest schema.
    let known: Int
    /// Brings a database from the schema found to the newest; the caller holds a transaction.
    let run: @Sendable (Database, Int) throws -> Void
    /// Pages that the copy before may have; tests set it, to SQLite it is a full disk.
    var pageLimit: Int?

    /// Those of this version.
    static let released = Migrations(known: Schema.version) { try Schema.migrate($0, from: $1) }
}

/// An older database, brought to the newest schema: first a checked and synced copy beside it, then one transaction.
struct Migrating {
    let database: Database
    let path: String
    let identity: KeyLine
    let migrations: Migrations
    let time: UTCTime

    /// Nil where there is nothing to do.
    /// - Throws: `notMigrated`, with the database as it was; `failed` where its state is unknown.
    func run() throws -> Migration? {
        let found = try DatabaseFile.schemaVersion(database)
        guard found < migrations.known else { return nil }
        let backup = Self.backupPath(of: path, schema: found, at: time)
        do {
            _ = try DatabaseCopy.make(
                of: database, at: backup, identity: identity, known: migrations.known, pageLimit: migrations.pageLimit)
        } catch {
            throw StoreError.notMigrated(
                found: found, known: migrations.known, reason: "no backup could be made before (\(error))")
        }
        try migrate(found, backup: backup)
        return Migration(found: found, known: migrations.known, backup: backup)
    }

    private func migrate(_ found: Int, backup: String) throws {
        do {
            try database.inTransaction(.immediate) {
                try migrations.run(database, found)
                return .commit
            }
        } catch {
            let outcome = StoreError(writing: error, isRolledBack: !database.isInsideTransaction)
            if case .failed = outcome, (error as? DatabaseError)?.resultCode == .SQLITE_IOERR { throw outcome }
            guard !database.isInsideTransaction else { throw outcome }
            // The database itself is what the copy holds; a start that is tried again and again must not fill the disk.
            unlink(backup)
            throw StoreError.notMigrated(found: found, known: migrations.known, reason: "\(outcome)")
        }
    }

    /// `hotline.db.v1-20261122T012233.123Z.backup`, beside the database.
    static func backupPath(of path: String, schema: Int, at time: UTCTime) -> String {
        "\(path).v\(schema)-\(time.fileName).backup"
    }
}

extension UTCTime {
    /// The time as it stands in names of files: `20261122T012233.123Z`.
    var fileName: String {
        // Whole seconds, since a Double does not hold every millisecond.
        let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
        let seconds = Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(style).dropLast()
        let rest = "\(milliseconds % 1000)"
        return "\(seconds).\(String(repeating: "0", count: 3 - rest.count))\(rest)Z"
    }
}
