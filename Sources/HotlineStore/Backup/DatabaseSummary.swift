import GRDB
import HotlineCrypto
import HotlineProtocol

/// How long one log of a database is.
public struct LogExtent: Hashable, Sendable {
    /// The log's name.
    public let origin: String
    /// Its entries.
    public let size: UInt64

    /// A log of so many entries.
    public init(origin: String, size: UInt64) {
        (self.origin, self.size) = (origin, size)
    }
}

/// What a database file holds, found when it was checked.
public struct DatabaseSummary: Hashable, Sendable {
    /// The file.
    public let path: String
    /// Its bytes.
    public let bytes: Int
    /// The schema's number.
    public let schema: Int
    /// The node's key line.
    public let node: String
    /// Its logs, in order of their making, those of removed peers with them.
    public let logs: [LogExtent]
}

/// The check of a whole database file that no daemon has open: a backup before it gets its name, or before it is restored.
enum DatabaseCheck {
    /// Reads all of it: whose it is, SQLite's own structure, and what the start of a daemon looks at.
    ///
    /// The file's write-ahead log, if there is one, is moved into it, and it needs none from then on.
    /// - Throws: `notADatabase`, `newerSchema`, `wrongNode`, `damaged` and the others of reading.
    static func run(
        _ path: String, identity: KeyLine, known: Int = Schema.version
    ) throws(StoreError) -> DatabaseSummary {
        do {
            let configuration = DatabaseFile.configuration(path: path, identity: identity, known: known)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let (schema, logs) = try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA journal_mode = DELETE")
                return (try check(database, identity), try self.logs(database))
            }
            try queue.close()
            return DatabaseSummary(
                path: path, bytes: DatabaseFile.size(path), schema: schema, node: identity.description, logs: logs)
        } catch {
            throw StoreError(reading: error, path: path)
        }
    }

    /// The logs of a database, of whatever schema.
    static func logs(_ database: Database) throws -> [LogExtent] {
        try database.all(
            """
            SELECT line.origin, max(head.size) FROM line LEFT JOIN head ON head.line = line.id
            GROUP BY line.id ORDER BY line.id
            """
        ) { LogExtent(origin: try $0.text(), size: UInt64(clamping: try $0.optionalInteger() ?? 0)) }
    }

    private static func check(_ database: Database, _ identity: KeyLine) throws -> Int {
        let found = try database.first("PRAGMA quick_check(1)") { try $0.text() }
        guard found == "ok" else { throw StoreError.damaged("the file's structure: \(found ?? "no answer")") }
        let schema = try DatabaseFile.schemaVersion(database)
        // What an older schema holds is looked at when it has been migrated, as at every start.
        if schema == Schema.version { try Recovery(database: database, identity: identity).check() }
        return schema
    }
}
