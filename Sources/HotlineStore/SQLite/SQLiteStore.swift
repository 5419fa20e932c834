import GRDB
public import HotlineCrypto
public import HotlineProtocol
import Synchronization

/// The store in one SQLite database, with one writer: this process (Docs/Durability.md).
///
/// The database is in WAL mode with `synchronous = FULL`: a commit returns after the write-ahead log has been synced.
/// Functions may be called from any thread; reads run beside the writer and see the last commit.
public final class SQLiteStore: Store {
    /// The epoch that this opening committed.
    public let epoch: Epoch
    /// The node whose database it is.
    public let identity: KeyLine
    let path: String
    let pool: DatabasePool
    private let condition = Mutex(Condition.open)
    private let lock: Mutex<StoreLock?>
    /// The backups that run now.
    let copies = RunningCopies()
    /// What was erased and is still in the write-ahead log.
    let unfinished = UnfinishedErasures()
    /// What was done to an older database when it was opened.
    public let migration: Migration?

    private enum Condition {
        case open
        case closed
        /// A write failed; its outcome is unknown, so nothing more is written.
        case failed(String)
    }

    init(
        pool: DatabasePool, path: String, identity: KeyLine, epoch: Epoch, migration: Migration?, lock: StoreLock
    ) {
        self.pool = pool
        self.migration = migration
        self.path = path
        self.identity = identity
        self.epoch = epoch
        self.lock = Mutex(lock)
    }

    /// Makes the database of a home; one that is there is checked and left as it is.
    public static func create(home: Home, identity: KeyLine, at time: UTCTime) throws(StoreError) {
        try DatabaseFile.create(home: home, identity: identity, at: time)
    }

    /// Moves the write-ahead log into the database file, closes it and gives up the lock. Closing twice does nothing.
    ///
    /// - Throws: `failed` after a failed write, and closes nothing: the process must `_exit`.
    public func close() throws(StoreError) {
        if case .closed = condition.withLock({ $0 }) { return }
        try requireOpen()
        do {
            try pool.writeWithoutTransaction { database in
                copies.finishAll()
                _ = try database.checkpoint(.truncate)
            }
            condition.withLock { $0 = .closed }
            try pool.close()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            // Somebody reads: the log stays beside the file and is recovered at the next start.
            condition.withLock { $0 = .closed }
        } catch {
            throw note(StoreError(writing: error, isRolledBack: true))
        }
        lock.withLock { $0 = nil }
    }
}

extension SQLiteStore {
    /// Runs one query, which sees the last commit; or takes part in `reading` or `snapshot`.
    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try pool.unsafeReentrantRead(body)
        } catch {
            throw StoreError(reading: error, path: path)
        }
    }

    /// Runs several queries that belong together, in one transaction.
    func snapshot<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try pool.read(body)
        } catch {
            throw StoreError(reading: error, path: path)
        }
    }

    /// Lends one connection to all reads that `body` makes of this store: many small ones cost little more than one. Each sees
    /// the last commit at its own time.
    public func reading<Value>(_ body: () throws -> Value) throws -> Value {
        try pool.unsafeReentrantRead { _ in try body() }
    }

    /// Writes in one transaction, synced when this returns.
    func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = pool.writeWithoutTransaction { database in
            Result { () throws(StoreError) in try transact(database, body) }
        }
        return try result.get()
    }

    /// The one way in which anything is written: on the writer's queue, in one transaction.
    func transact<Value>(_ database: Database, _ body: (Database) throws -> Value) throws(StoreError) -> Value {
        try requireOpen()
        var value: Value?
        do {
            try database.inTransaction(.immediate) {
                value = try body(database)
                return .commit
            }
        } catch {
            #if HOTLINE_PLANTED
                if PlantedBug.fsyncRetried.isActive, let again = try? retried(database, body) { return again }
            #endif
            throw note(StoreError(writing: error, isRolledBack: !database.isInsideTransaction))
        }
        try moveLog(database)
        guard let value else { throw note(.failed("a transaction gave no result")) }
        return value
    }

    #if HOTLINE_PLANTED
        private func retried<Value>(_ database: Database, _ body: (Database) throws -> Value) throws -> Value? {
            var value: Value?
            try database.inTransaction(.immediate) {
                value = try body(database)
                return .commit
            }
            return value
        }
    #endif

    /// Moves the write-ahead log into the database file once it is long. SQLite's own automatic checkpoint is off because it
    /// hides its errors: after a failed fsync the log would be written over and what it held be lost.
    private func moveLog(_ database: Database) throws(StoreError) {
        guard DatabaseFile.size(path + "-wal") > StoreLimits.writeAheadBytes else { return }
        do {
            _ = try database.checkpoint(.passive)
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_FULL].contains(error.resultCode) {
            // The log keeps everything; the next commit tries again.
            return
        } catch {
            throw note(StoreError(writing: error, isRolledBack: true))
        }
    }

    /// Refuses what comes after a close or a failure.
    func requireOpen() throws(StoreError) {
        switch condition.withLock({ $0 }) {
        case .open: return
        case .closed: throw .closed
        case .failed(let reason): throw .failed(reason)
        }
    }

    /// Remembers a failure. The connection is then kept until the process ends, as closing it would write: SQLite moves the
    /// write-ahead log when the last connection closes.
    func note(_ error: StoreError) -> StoreError {
        guard case .failed(let reason) = error else { return error }
        condition.withLock { condition in
            if case .failed = condition { return }
            condition = .failed(reason)
            _ = Unmanaged.passRetained(pool)
        }
        return error
    }
}
