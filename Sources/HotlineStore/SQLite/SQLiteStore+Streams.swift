import GRDB
public import HotlineProtocol

extension SQLiteStore {
    /// Own statements without a receipt, oldest first.
    public func unreceipted(
        line: LineID, stream: Stream, afterRowID: Int64, limit: Int
    ) throws(StoreError) -> [StoredMessage] {
        try read { database in
            try MessageRows(database: database).all(
                """
                WHERE statement.line = ? AND statement.is_own = 1 AND statement.receipt_stored_at IS NULL
                    AND statement.channel = ? AND statement.precedence = ? AND statement.id > ?
                ORDER BY statement.id LIMIT ?
                """,
                [
                    line.rawValue, stream.channel.text, Int64(stream.precedence.rawValue), afterRowID,
                    Self.rows(limit),
                ])
        }
    }

    /// The newest own statement with a receipt, for each stream that has one.
    public func lastReceipted(line: LineID) throws(StoreError) -> [Stream: StoredMessage] {
        try read { database in
            let ends = try MessageRows(database: database).ends("last_receipted", line: line, isOwn: true)
            return Dictionary(ends.map { ($0.signed.statement.stream, $0) }) { first, _ in first }
        }
    }

    /// How many own statements have no receipt.
    public func queuedCount(line: LineID) throws(StoreError) -> Int {
        try read { database in
            let count = try database.first(
                "SELECT count(*) FROM statement WHERE line = ? AND is_own = 1 AND receipt_stored_at IS NULL",
                [line.rawValue]
            ) { try $0.integer() }
            return Int(count ?? 0)
        }
    }
}
