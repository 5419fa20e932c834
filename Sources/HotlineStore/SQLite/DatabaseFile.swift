import GRDB
import HotlineCrypto
import HotlineProtocol

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Making the database file, and telling whose it is.
enum DatabaseFile {
    /// Makes the database of a node, on the disk when this returns. One that is there is checked and left as it is.
    ///
    /// It is made under another name and linked into place, so a crash leaves none or a whole one.
    static func create(home: Home, identity: KeyLine, at time: UTCTime) throws(StoreError) {
        if try exists(home.database) { return try check(home: home, identity: identity) }
        let draft = "\(home.database).\(getpid()).new"
        unlink(draft)
        defer { unlink(draft) }
        do {
            try SystemFile.create(draft, [], mode: 0o600)
            try write(draft, identity: identity, at: time)
        } catch {
            throw StoreError(reading: error, path: draft)
        }
        guard link(draft, home.database) == 0 else {
            guard errno == EEXIST else { throw refusal(home.database) }
            return try check(home: home, identity: identity)
        }
        try syncDirectory(home.path)
    }

    /// Whether a regular file is there. SQLite would make a missing one, and take an empty one for new.
    static func exists(_ path: String) throws(StoreError) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return false }
            throw refusal(path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "it is not a regular file")
        }
        return true
    }

    /// Refuses a database that is none of this program, of a newer one, or of another node.
    private static func requireOwn(_ database: Database, path: String, identity: KeyLine, known: Int) throws {
        let application = try database.first("PRAGMA application_id") { try $0.integer() }
        guard application == Schema.applicationID else { throw StoreError.notADatabase(path: path) }
        let version = try schemaVersion(database)
        guard version <= known else { throw StoreError.newerSchema(found: version, known: known) }
        let node = try database.first("SELECT key_line FROM node WHERE id = 1") { try $0.text() }
        guard let node else { throw StoreError.damaged("it names no node") }
        guard node == identity.description else { throw StoreError.wrongNode(found: node) }
    }

    static func schemaVersion(_ database: Database) throws -> Int {
        Int(try database.first("PRAGMA user_version") { try $0.integer() } ?? 0)
    }

    /// How every connection to a database that is there is set up; nothing is written before it is known to be ours.
    ///
    /// - Parameter known: the newest schema that is not refused.
    static func configuration(path: String, identity: KeyLine, known: Int = Schema.version) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(StoreLimits.busySeconds)
        configuration.prepareDatabase { database in
            try requireOwn(database, path: path, identity: identity, known: known)
            for setting in Schema.connectionSettings { try database.execute(sql: setting) }
        }
        return configuration
    }

    private static func check(home: Home, identity: KeyLine) throws(StoreError) {
        var configuration = configuration(path: home.database, identity: identity)
        configuration.readonly = true
        do {
            try DatabaseQueue(path: home.database, configuration: configuration).close()
        } catch {
            throw StoreError(reading: error, path: home.database)
        }
    }

    private static func write(_ path: String, identity: KeyLine, at time: UTCTime) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            for setting in Schema.fileSettings { try database.execute(sql: setting) }
            try database.inTransaction(.immediate) {
                try Schema.migrate(database, from: 0)
                try database.run(
                    "INSERT INTO node (id, key_line, created_at) VALUES (1, ?, ?)",
                    [identity.description, time.stored])
                return .commit
            }
            try database.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try queue.close()
    }

    /// What was linked or renamed in the directory stays so.
    static func syncDirectory(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw refusal(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw refusal(path) }
    }

    /// Why the last system call on the file failed.
    static func refusal(_ path: String) -> StoreError {
        .unreadable(path: path, reason: SystemFile.text(ofError: errno))
    }
}

extension DatabaseFile {
    /// A file's size in bytes; 0 where there is none. The file is not opened: closing it would give up SQLite's locks on it.
    static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
