import GRDB
import HotlineProtocol
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension SQLiteStore {
    /// How a statement's body was erased.
    public func erasure(of rowID: Int64) throws(StoreError) -> StoredErasure? {
        let found = try read { try Erasures(database: $0, identity: identity).record(of: rowID) }
        return found.map { found in
            let isFinished = !unfinished.contains(UnfinishedErasures.Record(found.origin, found.leafIndex))
            return StoredErasure(
                at: found.at, log: found.origin, leafIndex: found.leafIndex, reason: found.reason,
                isFinished: isFinished)
        }
    }

    /// The body of a statement, if one is kept.
    public func keptBody(of rowID: Int64) throws(StoreError) -> KeptBodyRecord? {
        try read { try Erasures(database: $0, identity: identity).bodies("body.statement = ?", [rowID]).first }
    }

    /// Bodies that are kept, of statements above a row.
    public func keptBodies(after rowID: Int64, limit: Int) throws(StoreError) -> [KeptBodyRecord] {
        try read { database in
            try Erasures(database: database, identity: identity).bodies(
                "body.statement > ? ORDER BY body.statement LIMIT ?", [rowID, Self.rows(limit)])
        }
    }

    /// The newest of a line's logs.
    public func newestLog(of line: LineID) throws(StoreError) -> LineID {
        try read { try LineLogs($0, line).all.last ?? line }
    }

    /// A line, also one whose peer was removed.
    public func record(of line: LineID) throws(StoreError) -> LineRecord {
        try read { try LineRows(database: $0, identity: identity).line(line) }
    }

    /// How many records were committed whose bytes are still in the database's files.
    public var unfinishedErasures: Int { unfinished.count }

    /// Empties the write-ahead log, synced.
    public func finishErasing() throws(StoreError) -> Bool {
        let result: Result<Bool, StoreError> = pool.writeWithoutTransaction { database in
            Result { () throws(StoreError) in try finishErasing(database) }
        }
        return try result.get()
    }

    private func finishErasing(_ database: Database) throws(StoreError) -> Bool {
        try requireOpen()
        let records = unfinished.all
        do {
            guard try emptyLog(database) else { return false }
            try DatabaseFile.syncLog(path + "-wal")
        } catch {
            throw note(StoreError(writing: error, isRolledBack: true))
        }
        unfinished.remove(records)
        return true
    }

    /// SQLite syncs the database file before it cuts the log. A reader of an earlier state keeps it from that; commits are not
    /// to wait for one.
    private func emptyLog(_ database: Database) throws -> Bool {
        try database.execute(sql: "PRAGMA busy_timeout = \(StoreLimits.erasureWaitMilliseconds)")
        defer { try? database.execute(sql: "PRAGMA busy_timeout = \(Int(StoreLimits.busySeconds * 1000))") }
        do {
            _ = try database.checkpoint(.truncate)
            return true
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_FULL].contains(error.resultCode) {
            return false
        }
    }
}

extension DatabaseFile {
    /// The log's new length, too, is to be on the disk: a machine that lost its power would find the old pages again. SQLite
    /// holds no locks on this file, so that closing it gives up none.
    static func syncLog(_ log: String) throws(StoreError) {
        let descriptor = open(log, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw .failed("\(log): \(SystemFile.text(ofError: errno))")
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .failed("\(log): \(SystemFile.text(ofError: errno))") }
    }
}

/// Records whose bytes are still in the database's files. A start empties the log before its first answer, so this need
/// not outlive the process.
final class UnfinishedErasures: Sendable {
    struct Record: Hashable, Sendable {
        let origin: LogOrigin
        let leafIndex: UInt64

        init(_ origin: LogOrigin, _ leafIndex: UInt64) { (self.origin, self.leafIndex) = (origin, leafIndex) }
    }

    private let records = Mutex<Set<Record>>([])

    var all: Set<Record> { records.withLock { $0 } }
    var count: Int { records.withLock { $0.count } }

    func contains(_ record: Record) -> Bool { records.withLock { $0.contains(record) } }

    func insert(_ new: Set<Record>) { records.withLock { $0.formUnion(new) } }

    func remove(_ old: Set<Record>) { records.withLock { $0.subtract(old) } }
}

extension LogBatch {
    /// The records of erasures in it.
    var erasures: [UnfinishedErasures.Record] {
        entries.compactMap { entry in
            guard case .erasure = entry.content else { return nil }
            return UnfinishedErasures.Record(origin, entry.index)
        }
    }
}
