import GRDB
import HotlineAudit

/// The receipts that the statements of a page of leaves had from logs of the peer that others followed.
struct FormerReceipts {
    private var receipts: [UInt64: [AuditFormerReceipt]] = [:]

    /// Reads them; the caller holds the transaction.
    init(of leaves: [AuditLeaf], in line: Int64, _ database: Database) throws {
        guard let first = leaves.first else { return }
        // Beyond a gap nothing is looked at: the audit ends there.
        let last = first.index + UInt64(leaves.count - 1)
        let rows = try database.all(
            """
            SELECT statement.leaf_index, former_receipt.receipt, former_receipt.stored_at FROM statement
                CROSS JOIN former_receipt ON former_receipt.statement = statement.id
            WHERE statement.line = ? AND statement.leaf_index BETWEEN ? AND ?
            ORDER BY statement.leaf_index, former_receipt.rowid
            """, [line, first.index.column, last.column], of: "a former receipt after leaf \(first.index)"
        ) { columns in
            (leaf: try columns.unsigned(), receipt: try columns.bytes(), storedAt: try columns.integer())
        }
        for row in rows {
            let receipt = AuditFormerReceipt(receipt: row.receipt, storedAt: row.storedAt)
            receipts[row.leaf, default: []].append(receipt)
        }
    }

    func added(to leaves: [AuditLeaf]) -> [AuditLeaf] {
        if receipts.isEmpty { return leaves }
        return leaves.map { leaf in
            guard let former = receipts[leaf.index], let row = leaf.row else { return leaf }
            let added = row.with(receipt: row.receipt, storedAt: row.receiptStoredAt, former: former)
            return AuditLeaf(index: leaf.index, type: leaf.type, bytes: leaf.bytes, row: added)
        }
    }
}
