import GRDB

#if canImport(Darwin)
    import SQLite3
#else
    import GRDBSQLite
#endif

/// How far a copy is. SQLite counts anew when the source grows, so the total may rise.
public struct CopyProgress: Hashable, Sendable {
    /// Pages copied.
    public let copied: Int
    /// Pages that the source has now.
    public let total: Int
    /// Whether the copy is whole.
    public let isDone: Bool
}

/// A copy of a database that is made a few pages at a time, by SQLite's online backup.
///
/// Between two steps nothing is locked and no transaction is open. What the source's own connection writes meanwhile goes
/// into the pages that are copied already, so the finished copy is the source as it was at its last step; a transaction
/// that is rolled back begins the copy anew. GRDB's own backup runs all steps in one go, which is why SQLite is called here.
///
/// `@unchecked`: `handle`, the only thing that changes, is used on the source connection's serial queue alone: by `init`,
/// `step` and `finish`, which all are given or run below its `Database`.
final class PageCopy: @unchecked Sendable {
    private var handle: OpaquePointer?
    /// The copy's connection is open, and used by SQLite's backup alone, until the end.
    private let target: DatabaseQueue

    /// Begins a copy over all that the target holds.
    init(of source: Database, to target: DatabaseQueue) throws {
        let connection = target.inDatabase { $0.sqliteConnection }
        guard let handle = sqlite3_backup_init(connection, "main", source.sqliteConnection, "main") else {
            throw DatabaseError(
                resultCode: .SQLITE_ERROR, message: connection.map { String(cString: sqlite3_errmsg($0)) })
        }
        (self.handle, self.target) = (handle, target)
    }

    /// Copies at most so many pages; all of them for a negative number.
    /// - Throws: `DatabaseError`, after which the copy is of no use.
    func step(_ pages: Int32) throws -> CopyProgress {
        guard let handle else { throw StoreError.closed }
        let code = sqlite3_backup_step(handle, pages)
        guard [SQLITE_OK, SQLITE_DONE].contains(code) else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code))
        }
        let total = Int(sqlite3_backup_pagecount(handle))
        return CopyProgress(
            copied: total - Int(sqlite3_backup_remaining(handle)), total: total, isDone: code == SQLITE_DONE)
    }

    /// Ends the copy, whole or not. The source goes on without it.
    func finish() {
        guard let handle else { return }
        sqlite3_backup_finish(handle)
        self.handle = nil
    }
}
