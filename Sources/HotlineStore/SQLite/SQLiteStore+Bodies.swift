import GRDB
import HotlineCrypto
public import HotlineProtocol

extension SQLiteStore {
    /// The body of a statement, checked against the statement's digest.
    public func body(of rowID: Int64) throws(StoreError) -> SaltedBody? {
        try read { database in
            guard let message = try MessageRows(database: database).first("WHERE statement.id = ?", [rowID]) else {
                return nil
            }
            return try Self.body(of: message, database)
        }
    }

    /// One part of a statement's body and the body's salt, as they are stored.
    public func bodyPart(_ index: Int, of rowID: Int64) throws(StoreError) -> (salt: [UInt8], part: BodyPart)? {
        try read { database in
            guard let row = try BodyRow(rowID, database), let bytes = try row.part(index, database) else { return nil }
            return (row.salt, BodyPart(index: index, bytes: bytes))
        }
    }

    /// Checks a statement's body against its digest.
    public func verifyBody(of rowID: Int64) throws(StoreError) {
        try read { database in
            guard let message = try MessageRows(database: database).first("WHERE statement.id = ?", [rowID]),
                let row = try BodyRow(rowID, database)
            else { throw StoreError.notFound("the body of the statement in row \(rowID)") }
            let descriptor = message.signed.statement.body
            var running = RunningDigest()
            running.update(row.salt)
            var size = 0
            for index in 0..<BodyPart.count(ofSize: descriptor.size) {
                guard let part = try row.part(index, database) else { throw BodyRow.damaged(rowID) }
                running.update(part)
                size += part.count
            }
            guard size == descriptor.size, running.digest == descriptor.digest else { throw BodyRow.damaged(rowID) }
        }
    }

    /// The content that a spool holds so far.
    public func content(of spool: SpoolID) throws(StoreError) -> [UInt8] {
        try read { try Spools(database: $0).content(of: spool) }
    }

    /// Whether a body is on its way under this name.
    public func holds(_ spool: SpoolID) throws(StoreError) -> Bool {
        try read { try Spools(database: $0).holds(spool) }
    }

    /// The number of the newest spool.
    public func lastSpool() throws(StoreError) -> SpoolID {
        try read { try Spools(database: $0).last() }
    }

    static func body(of message: StoredMessage, _ database: Database) throws -> SaltedBody? {
        guard let row = try BodyRow(message.rowID, database) else { return nil }
        guard let body = SaltedBody(salt: row.salt, content: try row.content(database)),
            body.matches(message.signed.statement.body)
        else { throw BodyRow.damaged(message.rowID) }
        return body
    }
}

/// Where a statement's body is: in its own row, or in the parts of a spool.
private struct BodyRow {
    let salt: [UInt8]
    private let rowID: Int64
    private let spool: SpoolID?

    init?(_ rowID: Int64, _ database: Database) throws {
        let row = try database.first("SELECT salt, spool FROM body WHERE statement = ?", [rowID]) {
            (salt: try $0.bytes(), spool: try $0.optionalInteger())
        }
        guard let row else { return nil }
        (salt, self.rowID, spool) = (row.salt, rowID, row.spool.map { SpoolID(rawValue: $0) })
    }

    func part(_ index: Int, _ database: Database) throws -> [UInt8]? {
        if let spool { return try Spools(database: database).part(index, of: spool) }
        guard index == 0 else { return nil }
        return try database.first("SELECT content FROM body WHERE statement = ?", [rowID]) { try $0.bytes() }
    }

    func content(_ database: Database) throws -> [UInt8] {
        if let spool { return try Spools(database: database).content(of: spool) }
        return try part(0, database) ?? []
    }

    static func damaged(_ rowID: Int64) -> StoreError {
        .damaged("the body of the statement in row \(rowID)")
    }
}
