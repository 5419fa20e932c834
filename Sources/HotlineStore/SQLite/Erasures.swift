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
            SELECT line.origin, erasure.leaf_index, erasure.erased_at, leaf.bytes, own.origin, statement.leaf_index
            FROM erasure JOIN line ON line.id = erasure.line
            JOIN statement ON statement.id = erasure.statement JOIN line AS own ON own.id = statement.line
            LEFT JOIN leaf ON leaf.line = erasure.line AND leaf.leaf_index = erasure.leaf_index
            WHERE erasure.statement = ?
            """, [row]
        ) { row in
            (
                origin: try row.text(), index: try row.unsigned(), at: try row.time(), bytes: try row.optionalBytes(),
                log: try row.text(), leaf: try row.unsigned()
            )
        }
        guard let found else { return nil }
        return try whole("the record of what was erased in row \(row)") {
            guard let origin = LogOrigin(found.origin) else { throw StoreError.damaged("the name of a log") }
            let record = try Erasure(verifying: found.bytes ?? [], owner: identity, origin: origin)
            guard record.log.description == found.log, record.leaves.contains(found.leaf) else {
                throw StoreError.damaged("it names other statements")
            }
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
