import GRDB
public import HotlineCrypto
public import HotlineProtocol

extension SQLiteStore {
    /// Opens a home's database for writing, after it has been found whole, and commits a new epoch.
    ///
    /// A database of an older schema is migrated, after a copy of it has been made beside it (`migration`).
    /// - Parameters:
    ///   - identity: this node; the database must be its own.
    ///   - epoch: 16 bytes that were never used before, from the system's randomness.
    /// - Throws: `inUse`, `unreadable`, `notADatabase`, `newerSchema`, `wrongNode`, `damaged`, `full`, `notMigrated`, or
    ///   `failed`. The file is not replaced in any of these cases.
    public static func open(
        home: Home, identity: KeyLine, epoch: Epoch, at time: UTCTime
    ) throws(StoreError) -> SQLiteStore {
        try open(home: home, identity: identity, epoch: epoch, at: time, migrations: .released)
    }

    /// The same with other migrations, for tests.
    static func open(
        home: Home, identity: KeyLine, epoch: Epoch, at time: UTCTime, migrations: Migrations
    ) throws(StoreError) -> SQLiteStore {
        let lock = try StoreLock(path: home.lock)
        guard try DatabaseFile.exists(home.database) else {
            throw .unreadable(path: home.database, reason: "it is not there; `hotline init` makes it")
        }
        let preparing = Preparing(path: home.database, identity: identity, migrations: migrations, time: time)
        let pool = try preparing.pool()
        let migration = try preparing.run(pool)
        #if HOTLINE_PLANTED
            let drawn = epoch
            let epoch = PlantedBug.sequenceFromMaximum.isActive ? try lastEpoch(pool) ?? drawn : drawn
        #endif
        let store = SQLiteStore(
            pool: pool, path: home.database, identity: identity, epoch: epoch, migration: migration, lock: lock)
        do {
            try store.write { try Spools(database: $0).discardAll() }
        } catch .full {
            // Letting go takes space in the write-ahead log first. A node with a full disk starts all the same.
        }
        #if HOTLINE_PLANTED
            if epoch != drawn { return store }
        #endif
        try store.write { try begin(epoch, at: time, $0) }
        return store
    }

    #if HOTLINE_PLANTED
        private static func lastEpoch(_ pool: DatabasePool) throws(StoreError) -> Epoch? {
            do {
                let bytes = try pool.read { database in
                    try database.first("SELECT epoch FROM epoch ORDER BY id DESC LIMIT 1") { try $0.bytes() }
                }
                return bytes.flatMap { Epoch($0) }
            } catch {
                throw StoreError(reading: error, path: pool.path)
            }
        }
    #endif

    /// An epoch is committed before anything is numbered in it; one that was used before is refused.
    static func begin(_ epoch: Epoch, at time: UTCTime, _ database: Database) throws {
        try database.run("INSERT INTO epoch (epoch, opened_at) VALUES (?, ?)", [epoch.bytes.blob, time.stored])
    }

    static func synchronous(_ database: Database) throws -> Int64? {
        try database.first("PRAGMA synchronous") { try $0.integer() }
    }
}

/// All that comes before the first answer, in this order (Docs/Durability.md, "Start").
private struct Preparing {
    let path: String
    let identity: KeyLine
    let migrations: Migrations
    let time: UTCTime

    func pool() throws(StoreError) -> DatabasePool {
        do {
            let configuration = DatabaseFile.configuration(path: path, identity: identity, known: migrations.known)
            return try DatabasePool(path: path, configuration: configuration)
        } catch {
            throw StoreError(reading: error, path: path)
        }
    }

    /// Where the outcome of a write is unknown, the pool is kept until the process ends, as closing it would write.
    func run(_ pool: DatabasePool) throws(StoreError) -> Migration? {
        do {
            return try pool.writeWithoutTransaction { try prepare($0) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_IOERR {
            _ = Unmanaged.passRetained(pool)
            throw StoreError(writing: error, isRolledBack: true)
        } catch {
            let refusal = StoreError(reading: error, path: path)
            if case .failed = refusal { _ = Unmanaged.passRetained(pool) }
            throw refusal
        }
    }

    private func prepare(_ database: Database) throws -> Migration? {
        try requireFullSync(database)
        try moveWholeLog(database)
        let migration = try Migrating(
            database: database, path: path, identity: identity, migrations: migrations, time: time
        ).run()
        try Recovery(database: database, identity: identity).check()
        return migration
    }

    /// GRDB sets `synchronous = NORMAL` itself when it sets up WAL, after every hook of its configuration; so it is set
    /// here, and looked at.
    private func requireFullSync(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        // The log's file is cut to this size when it starts anew, so that its size tells what it holds.
        try database.execute(sql: "PRAGMA journal_size_limit = \(StoreLimits.writeAheadBytes)")
        #if HOTLINE_PLANTED
            if PlantedBug.synchronousNormal.isActive { return try database.execute(sql: "PRAGMA synchronous = NORMAL") }
        #endif
        guard try SQLiteStore.synchronous(database) == 2 else {
            throw StoreError.failed("PRAGMA synchronous is not FULL")
        }
    }

    /// What the last process left in the write-ahead log may never have been synced; now it is, before it is relied on.
    private func moveWholeLog(_ database: Database) throws {
        let isBusy = try database.first("PRAGMA wal_checkpoint(TRUNCATE)") { try $0.flag() } ?? true
        guard !isBusy else { throw StoreError.inUse(pid: nil) }
    }
}
