import GRDB
public import HotlineAudit
public import HotlineCrypto
import HotlineProtocol
import TransparencyLog

extension DatabaseSource {
    /// Leaves with the rows of their statements.
    public func leaves(of log: AuditLog, from index: UInt64, limit: Int) throws -> [AuditLeaf] {
        try read { database in
            let leaves = try database.all(
                Self.leafSQL, [log.id, index.column, log.size.column, ArchiveLimits.rows(limit)],
                of: "a leaf after \(index) of \(log.origin)"
            ) { columns in
                let (index, type, bytes) = (try columns.unsigned(), try columns.byte(), try columns.bytes())
                let hasRow = try columns.optionalInteger() != nil
                return AuditLeaf(index: index, type: type, bytes: bytes, row: hasRow ? try AuditRow(&columns) : nil)
            }
            return try FormerReceipts(of: leaves, in: log.id, database).added(to: leaves)
        }
    }

    private static let leafSQL = """
        SELECT leaf.leaf_index, leaf.type, leaf.bytes, statement.id, statement.is_own, statement.channel,
            statement.precedence, statement.epoch, statement.sequence, statement.digest, statement.message_id,
            statement.kind, statement.in_reply_to, statement.head_size, statement.outcome, statement.refusal_code,
            statement.stored_at, statement.awaited_until, statement.receipt, statement.receipt_stored_at,
            erasure.erased_at
        FROM leaf
            LEFT JOIN statement ON statement.line = leaf.line AND statement.leaf_index = leaf.leaf_index
            LEFT JOIN erasure ON erasure.statement = statement.id
        WHERE leaf.line = ? AND leaf.leaf_index >= ? AND leaf.leaf_index < ?
        ORDER BY leaf.leaf_index LIMIT ?
        """

    /// Tree hashes below the position where the log's own end. What lies beyond is given too where nothing was added since.
    public func hashes(of log: AuditLog, from position: UInt64, limit: Int) throws -> [Digest] {
        try read { database in
            let isBeyond = position >= MerkleTree.storedCount(size: log.size)
            if isBeyond, try hasGrown(log, database) { return [] }
            let end = isBeyond ? UInt64(Int64.max) : MerkleTree.storedCount(size: log.size)
            let found = try database.all(
                """
                SELECT position, hash FROM tree_hash WHERE line = ? AND position >= ? AND position < ?
                ORDER BY position LIMIT ?
                """, [log.id, position.column, end.column, ArchiveLimits.rows(limit)],
                of: "a tree hash after \(position) of \(log.origin)"
            ) { (position: try $0.unsigned(), hash: try $0.digest()) }
            // A gap ends the page: what follows it is at another position.
            let dense = found.enumerated().prefix { $0.element.position == position + UInt64($0.offset) }
            return isBeyond ? found.map(\.hash) : dense.map(\.element.hash)
        }
    }

    private func hasGrown(_ log: AuditLog, _ database: Database) throws -> Bool {
        let size = try database.first("SELECT max(size) FROM head WHERE line = ?", [log.id]) {
            try $0.optionalUnsigned() ?? 0
        }
        return size ?? 0 > log.size
    }

    /// Heads up to the log's size.
    public func heads(of log: AuditLog, above size: UInt64, limit: Int) throws -> [AuditHead] {
        try read { database in
            try database.all(
                """
                SELECT size, root, issued_at FROM head WHERE line = ? AND size > ? AND size <= ?
                ORDER BY size LIMIT ?
                """, [log.id, size.column, log.size.column, ArchiveLimits.rows(limit)],
                of: "a head above \(size) of \(log.origin)"
            ) { AuditHead(size: try $0.unsigned(), root: try $0.bytes(), issuedAt: try $0.unsigned()) }
        }
    }

    /// Checkpoints by origin and size.
    public func checkpoints(
        of log: AuditLog, after previous: AuditCheckpoint?, limit: Int
    ) throws -> [AuditCheckpoint] {
        try read { database in
            try database.all(
                """
                SELECT origin, size, root, note, stored_at, cosigned_at FROM checkpoint
                WHERE line = ? AND (origin, size) > (?, ?) ORDER BY origin, size LIMIT ?
                """, [log.id, previous?.origin ?? "", previous?.size.column ?? -1, ArchiveLimits.rows(limit)],
                of: "a checkpoint beside \(log.origin)"
            ) { columns in
                AuditCheckpoint(
                    origin: try columns.text(), size: try columns.unsigned(), root: try columns.bytes(),
                    note: try columns.bytes(), storedAt: try columns.integer(),
                    cosignedAt: try columns.optionalInteger())
            }
        }
    }
}

extension AuditRow {
    /// The columns of `statement` from `is_own` on, and the time of the erasure.
    fileprivate init(_ columns: inout ColumnReader) throws {
        self.init(
            isOwn: try columns.flag(), channel: try columns.text(), precedence: try columns.byte(),
            epoch: try columns.bytes(), sequence: try columns.unsigned(), digest: try columns.bytes(),
            messageID: try columns.bytes(), kind: try columns.text(), inReplyTo: try columns.optionalBytes(),
            headSize: try columns.unsigned(), outcome: try columns.byte(), refusalCode: try columns.optionalText(),
            storedAt: try columns.integer(), awaitedUntil: try columns.optionalInteger(),
            receipt: try columns.optionalBytes(), receiptStoredAt: try columns.optionalInteger(),
            erasedAt: try columns.optionalInteger())
    }
}
