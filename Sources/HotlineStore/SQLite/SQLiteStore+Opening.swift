import GRDB
public import HotlineCrypto
public import HotlineProtocol

extension SQLiteStore {
    /// Opens a home's database for writing, after it has been found whole, and commits a new epoch.
    ///
    /// - Parameters:
    ///   - identity: this node; the database must be its own.
    ///   - epoch: 16 bytes that were never used before, from the system's randomness.
    /// - Throws: `inUse`, `unreadable`, `notADatabase`, `newerSchema`, `wrongNode`, `damaged`, `full`, or `failed`. The
    ///   file is not replaced in any of these cases.
    public static func open(
        home: Home, identity: KeyLine, epoch: Epoch, at time: UTCTime
    ) throws(StoreError) -> SQLiteStore {
        let lock = try StoreLock(path: home.lock)
        guard try DatabaseFile.exists(home.database) else {
            throw .unreadable(path: home.database, reason: "it is not there; `hotline init` makes it")
        }
        let pool: DatabasePool
        do {
            let configuration = DatabaseFile.configuration(path: home.database, identity: identity)
            pool = try DatabasePool(path: home.database, configuration: configuration)
        } catch {
            throw StoreError(reading: error, path: home.database)
        }
        let store = SQLiteStore(pool: pool, path: home.database, identity: identity, epoch: epoch, lock: lock)
        try store.prepare()
        try store.write { database in
            try Spools(database: database).discardAll()
            try database.run("INSERT INTO epoch (epoch, opened_at) VALUES (?, ?)", [epoch.bytes.blob, time.stored])
        }
        return store
    }

    private func prepare() throws(StoreError) {
        do {
            try pool.writeWithoutTransaction { try Self.prepare($0, identity: identity) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_IOERR {
            throw note(StoreError(writing: error, isRolledBack: true))
        } catch {
            throw StoreError(reading: error, path: path)
        }
    }

    /// All that comes before the first answer, in this order (Docs/Durability.md, "Start").
    private static func prepare(_ database: Database, identity: KeyLine) throws {
        try requireFullSync(database)
        try moveWholeLog(database)
        let version = try DatabaseFile.schemaVersion(database)
        if version < Schema.version {
            try database.inTransaction(.immediate) {
                try Schema.migrate(database, from: version)
                return .commit
            }
        }
        try Recovery(database: database, identity: identity).check()
    }

    /// GRDB sets `synchronous = NORMAL` itself when it sets up WAL, after every hook of its configuration; so it is set
    /// here, and looked at.
    private static func requireFullSync(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        // The log's file is cut to this size when it starts anew, so that its size tells what it holds.
        try database.execute(sql: "PRAGMA journal_size_limit = \(StoreLimits.writeAheadBytes)")
        guard try synchronous(database) == 2 else { throw StoreError.failed("PRAGMA synchronous is not FULL") }
    }

    static func synchronous(_ database: Database) throws -> Int64? {
        try database.first("PRAGMA synchronous") { try $0.integer() }
    }

    /// What the last process left in the write-ahead log may never have been synced; now it is, before it is relied on.
    private static func moveWholeLog(_ database: Database) throws {
        let isBusy = try database.first("PRAGMA wal_checkpoint(TRUNCATE)") { try $0.flag() } ?? true
        guard !isBusy else { throw StoreError.inUse(pid: nil) }
    }
}
