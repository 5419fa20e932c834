import GRDB
import HotlineCrypto
import HotlineProtocol

/// Reads statement rows with the leaf and the head that belong to them. The digest of the bytes is compared with the one
/// stored beside them: damaged bytes are shown to nobody.
struct MessageRows {
    let database: Database

    private static let columns = """
        SELECT statement.id, statement.line, line.name, statement.is_own, leaf.bytes, statement.digest,
            statement.leaf_index, line.origin, head.size, head.root, head.issued_at, statement.stored_at,
            statement.outcome, statement.refusal_code, statement.receipt, statement.receipt_stored_at
        """
    private static let joined = """
        JOIN line ON line.id = statement.line
        JOIN leaf ON leaf.line = statement.line AND leaf.leaf_index = statement.leaf_index
        JOIN head ON head.line = statement.line AND head.size = statement.head_size
        """

    /// The rows that `condition` (WHERE, ORDER BY and LIMIT) chooses.
    func all(_ condition: String, _ arguments: StatementArguments) throws -> [StoredMessage] {
        try database.all(Self.query(condition), arguments, Self.message)
    }

    /// The first of them.
    func first(_ condition: String, _ arguments: StatementArguments) throws -> StoredMessage? {
        try database.first(Self.query(condition), arguments, Self.message)
    }

    /// The last statement, or the last with a receipt, of each stream.
    func ends(_ column: String, line: LineID, isOwn: Bool) throws -> [StoredMessage] {
        try database.all(
            """
            \(Self.columns) FROM stream JOIN statement ON statement.id = stream.\(column) \(Self.joined)
            WHERE stream.line = ? AND stream.is_own = ?
            """, [line.rawValue, isOwn], Self.message)
    }

    private static func query(_ condition: String) -> String { "\(columns) FROM statement \(joined) \(condition)" }

    private static func message(_ row: inout RowReader) throws -> StoredMessage {
        let (id, line, name, isOwn) = (try row.integer(), try row.line(), try row.text(), try row.flag())
        let signed = try statement(row.bytes(), id)
        guard try row.digest() == signed.digest, let peer = NodeName(name) else { throw damaged(id) }
        let (leafIndex, head, storedAt) = (try row.unsigned(), try SQLiteStore.storedHead(&row), try row.time())
        guard let outcome = OutcomeCode.stored(try row.integer(), try row.optionalText()) else { throw damaged(id) }
        return StoredMessage(
            rowID: id, line: line, peer: peer, isOwn: isOwn, signed: signed, leafIndex: leafIndex, head: head,
            storedAt: storedAt, outcome: outcome, receipt: try row.optionalBytes(),
            receiptStoredAt: try row.optionalTime())
    }

    private static func statement(_ bytes: [UInt8], _ row: Int64) throws -> SignedStatement {
        try whole("the statement in row \(row)") { try SignedStatement(decoding: bytes) }
    }

    private static func damaged(_ row: Int64) -> StoreError {
        .damaged("the statement in row \(row) does not fit its own row")
    }
}
