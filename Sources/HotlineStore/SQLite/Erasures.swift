import GRDB
import HotlineCrypto
import HotlineProtocol

/// Reads what was erased, and what could be.
struct Erasures {
    let database: Database
    let identity: KeyLine

    /// The record that erased a statement's body, from the log itself; nil where none did.
    func record(of row: Int64) throws -> (origin: LogOrigin, leafIndex: UInt64, at: UTCTime, reason: ErasureReason)? {
        let found = try database.first(
            """
            SELECT line.origin, erasure.leaf_index, erasure.erased_at, leaf.bytes
            FROM erasure JOIN line ON line.id = erasure.line
            LEFT JOIN leaf ON leaf.line = erasure.line AND leaf.leaf_index = erasure.leaf_index
            WHERE erasure.statement = ?
            """, [row]
        ) { (origin: try $0.text(), index: try $0.unsigned(), at: try $0.time(), bytes: try $0.optionalBytes()) }
        guard let found else { return nil }
        return try whole("the record of what was erased in row \(row)") {
            guard let origin = LogOrigin(found.origin) else { throw StoreError.damaged("the name of a log") }
            let record = try Erasure(verifying: found.bytes ?? [], owner: identity, origin: origin)
            return (origin, found.index, found.at, record.reason)
        }
    }

    /// Bodies that are kept, in order of their statements' rows.
    func bodies(_ condition: String, _ arguments: StatementArguments) throws -> [KeptBodyRecord] {
        try database.all(
            """
            SELECT statement.id, statement.line, statement.leaf_index, statement.channel, statement.precedence,
                statement.kind, statement.is_own = 1 AND statement.receipt_stored_at IS NULL, statement.stored_at,
                statement.awaited_until, line.origin,
                length(body.content) + ifnull(
                    (SELECT sum(length(body_part.content)) FROM body_part WHERE body_part.spool = body.spool), 0)
            FROM body CROSS JOIN statement ON statement.id = body.statement CROSS JOIN line ON line.id = statement.line
            WHERE \(condition)
            """, arguments, Self.body)
    }

    private static func body(_ row: inout RowReader) throws -> KeptBodyRecord {
        let (id, line, leaf) = (try row.integer(), try row.line(), try row.unsigned())
        let (stream, kind) = (try SQLiteStore.storedStream(&row), try row.text())
        let (waits, storedAt, awaited) = (try row.flag(), try row.time(), try row.optionalTime())
        let (origin, size) = (try row.text(), try row.integer())
        guard let kind = KindName(kind) else { throw StoreError.damaged("the kind of the statement in row \(id)") }
        guard let log = LogOrigin(origin) else { throw StoreError.damaged("the name of a log") }
        return KeptBodyRecord(
            rowID: id, line: line, log: log, leafIndex: leaf, stream: stream, kind: kind, isUnreceipted: waits,
            storedAt: storedAt, awaitedUntil: awaited, size: Int(clamping: size))
    }
}
