import GRDB
public import HotlineCrypto
public import HotlineProtocol

extension SQLiteStore {
    /// Own statements without a receipt, oldest first.
    public func unreceipted(
        line: LineID, stream: Stream, afterRowID: Int64, limit: Int, known: (Digest) -> SignedStatement?
    ) throws(StoreError) -> [OutgoingStatement] {
        try read { database in
            var found: [OutgoingStatement] = []
            // Rows rise from one log of the line to the next.
            for log in try LineLogs(database, line).all where found.count < Self.rows(limit) {
                let rows = Self.rows(limit) - found.count
                found += try Self.unreceipted(log, stream, afterRowID, rows, known, database)
            }
            return found
        }
    }

    private static func unreceipted(
        _ log: LineID, _ stream: Stream, _ afterRowID: Int64, _ limit: Int, _ known: (Digest) -> SignedStatement?,
        _ database: Database
    ) throws -> [OutgoingStatement] {
        let waiting = try database.all(
            """
            SELECT id, leaf_index, digest FROM statement
            WHERE line = ? AND is_own = 1 AND receipt_stored_at IS NULL AND channel = ? AND precedence = ? AND id > ?
                AND outcome = 0
            ORDER BY id LIMIT ?
            """,
            [log.rawValue, stream.channel.text, Int64(stream.precedence.rawValue), afterRowID, limit]
        ) { (id: try $0.integer(), leafIndex: try $0.unsigned(), digest: try $0.digest()) }
        return try waiting.map { row in
            let signed = try known(row.digest) ?? Self.statement(row.leafIndex, log, row.digest, database)
            return OutgoingStatement(position: row.id, signed: signed)
        }
    }

    private static func statement(
        _ leafIndex: UInt64, _ line: LineID, _ digest: Digest, _ database: Database
    ) throws -> SignedStatement {
        let bytes = try database.first(
            "SELECT bytes FROM leaf WHERE line = ? AND leaf_index = ?", [line.rawValue, leafIndex.stored]
        ) { try $0.bytes() }
        let signed = try whole("leaf \(leafIndex) of \(line)") { try SignedStatement(decoding: bytes ?? []) }
        guard signed.digest == digest else { throw StoreError.damaged("leaf \(leafIndex) of \(line)") }
        return signed
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
                """
                SELECT count(*) FROM statement
                WHERE line IN \(LineLogs.query) AND is_own = 1 AND receipt_stored_at IS NULL AND outcome = 0
                """,
                [line.rawValue]
            ) { try $0.integer() }
            return Int(count ?? 0)
        }
    }
}
