import GRDB
public import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import Synchronization

/// A node's database as a source of an audit: opened read-only, with SQL of its own, sharing nothing with the store that
/// wrote it. The daemon may run meanwhile.
///
/// Each page is a transaction of its own, so that the write-ahead log never waits for an audit. Rows of a log only ever get
/// added: what a log was at the moment of `logs()` stays there to be read, up to the size that it had.
public final class DatabaseSource: AuditSource {
    /// The database's path.
    public let place: String
    /// The key line of the node, as the database has it; nothing of it is verified.
    public let node: String
    let reader: DatabasePool
    private let streamsOfLogs = Mutex<[AuditLog: [AuditStream]]>([:])

    /// Opens a database that must be there.
    ///
    /// - Throws: `AuditSourceError.unreadable`, or `damaged` where it is none of a node.
    public init(path: String) throws {
        place = path
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(ArchiveLimits.busySeconds)
        configuration.maximumReaderCount = ArchiveLimits.readers
        configuration.prepareDatabase { database in
            for setting in ["PRAGMA cell_size_check = ON", "PRAGMA trusted_schema = OFF", "PRAGMA mmap_size = 0"] {
                try database.execute(sql: setting)
            }
        }
        let read = { (database: Database) in try DatabaseIdentity.node(database) }
        (reader, node) = try Self.translating {
            let pool = try DatabasePool(path: path, configuration: configuration)
            return (pool, try pool.read(read))
        }
    }

    /// Closes the database.
    public func close() { try? reader.close() }

    /// One transaction.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try Self.translating { try reader.read(body) }
    }

    /// What SQLite says, in the audit's words: a file that is no whole database is damaged; one that cannot be opened or
    /// is in use says nothing.
    private static func translating<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as AuditSourceError {
            throw error
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_MISMATCH, .SQLITE_FORMAT, .SQLITE_TOOBIG,
                .SQLITE_RANGE, .SQLITE_SCHEMA:
                throw AuditSourceError.damaged("the database: \(error.message ?? "\(error.resultCode)")")
            default: throw AuditSourceError.unreadable("the database: \(error.message ?? "\(error.resultCode)")")
            }
        } catch {
            throw AuditSourceError.damaged("the database: \(error)")
        }
    }

    /// The logs as they are now. Sizes, streams and held heads are of one moment.
    public func logs() throws -> [AuditLog] {
        let found = try read { database in
            try DatabaseLogs(database: database).all()
        }
        streamsOfLogs.withLock { known in
            for (log, streams) in found { known[log] = streams }
        }
        return found.map(\.0)
    }

    /// The streams of a log that `logs()` gave, as they were then.
    public func streams(of log: AuditLog) throws -> [AuditStream] {
        guard let streams = streamsOfLogs.withLock({ $0[log] }) else {
            throw AuditSourceError.unreadable("\(log.origin) is no log that was listed")
        }
        return streams
    }
}

/// Whose database it is.
enum DatabaseIdentity {
    /// "HLN1", the mark of a node's database in its header.
    private static let application: Int64 = 0x484C_4E31
    /// Schemas that this source reads. Those before have no table of checkpoints; `hotlined` migrates them.
    private static let schemas: ClosedRange<Int64> = 3...3

    static func node(_ database: Database) throws -> String {
        guard try number(database, "PRAGMA application_id") == application else {
            throw AuditSourceError.damaged("the file is not the database of a node")
        }
        let schema = try number(database, "PRAGMA user_version")
        guard schemas.contains(schema) else {
            throw AuditSourceError.unreadable(
                "the database has schema \(schema), and this version reads \(schemas.upperBound): "
                    + "start hotlined of this version once, which migrates an older one")
        }
        let node = try database.first("SELECT key_line FROM node WHERE id = 1") { try $0.text() }
        guard let node else { throw AuditSourceError.damaged("the database names no node") }
        return node
    }

    private static func number(_ database: Database, _ sql: String) throws -> Int64 {
        try database.first(sql) { try $0.integer() } ?? 0
    }
}
