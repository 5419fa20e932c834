import GRDB
import HotlineCrypto
import HotlineProtocol
import TransparencyLog

/// Writes one batch of one line; the caller holds the transaction.
struct BatchWriter {
    let database: Database
    let line: LineID
    let batch: LogBatch

    /// A writer for the line whose log the batch extends.
    init(database: Database, batch: LogBatch) throws {
        let line = try database.first("SELECT id FROM line WHERE origin = ?", [batch.origin.description]) {
            try $0.line()
        }
        guard let line else { throw StoreError.notFound("the log \(batch.origin)") }
        (self.database, self.line, self.batch) = (database, line, batch)
    }

    func write() throws {
        try requireNext()
        if !batch.entries.isEmpty { try writeHead() }
        for entry in batch.entries { try write(entry) }
        try writeHashes()
        for record in batch.receipts { try write(record) }
        let checkpoints = CheckpointRows(database: database, line: line)
        for record in batch.checkpoints { try checkpoints.write(record, at: batch.time) }
        if let held = batch.held {
            try database.run(
                "UPDATE line SET held = ?1 WHERE id = ?2 AND held IS NOT ?1", [held.bytes.blob, line.rawValue])
        }
    }

    /// The batch must start where the log ends: a ledger that went on after a batch that was not written is caught here.
    private func requireNext() throws {
        let before =
            try database.first("SELECT max(size) FROM head WHERE line = ?", [line.rawValue]) {
                UInt64(clamping: try $0.optionalInteger() ?? 0)
            } ?? 0
        let isFollowed = try database.first("SELECT succeeded_at IS NOT NULL FROM line WHERE id = ?", [line.rawValue]) {
            try $0.flag()
        }
        guard batch.entries.isEmpty || isFollowed == false else {
            throw StoreError.conflict("\(batch.origin) was followed by another log and is not extended")
        }
        let after = before + UInt64(batch.entries.count)
        guard batch.entries.map(\.index) == Array(before..<after), batch.head.size == after,
            batch.firstPosition == MerkleTree.storedCount(size: before),
            batch.firstPosition + UInt64(batch.hashes.count) == MerkleTree.storedCount(size: after)
        else { throw StoreError.conflict("the batch does not follow entry \(before) of \(batch.origin)") }
    }

    private func writeHead() throws {
        try database.run(
            "INSERT INTO head (line, size, root, issued_at) VALUES (?, ?, ?, ?)",
            [line.rawValue, batch.head.size.stored, batch.head.root.bytes.blob, batch.head.issuedAt.stored])
    }

    private func writeHashes() throws {
        for (offset, hash) in batch.hashes.enumerated() {
            let position = batch.firstPosition + UInt64(offset)
            try database.run(
                "INSERT INTO tree_hash (line, position, hash) VALUES (?, ?, ?)",
                [line.rawValue, position.stored, hash.bytes.blob])
        }
    }

    private func write(_ entry: LogEntry) throws {
        try database.run(
            "INSERT INTO leaf (line, leaf_index, type, bytes) VALUES (?, ?, ?, ?)",
            [line.rawValue, entry.index.stored, Int64(entry.kind.rawValue), entry.bytes.blob])
        switch entry.content {
        case .own(let signed, let body):
            try StatementWriter(self, signed, entry.index, isOwn: true).write(.delivered(body))
        case .peer(let verified, let outcome):
            try StatementWriter(self, verified.signed, entry.index, isOwn: false).write(outcome)
        case .erasure(let erasure):
            try ErasureWriter(database: database, line: line).write(erasure, at: entry.index, batch.time)
        case .opening, .peerHead:
            break
        }
    }

    /// A receipt is kept once: the peer gives the same one again at any later time.
    private func write(_ record: ReceiptRecord) throws {
        let row = try LineLogs(database, line).newestFirst { log in
            let place = Place(line: log, isOwn: true, stream: record.stream, ordinal: record.ordinal)
            return try database.first(
                "SELECT id, receipt_stored_at FROM statement \(place.condition)", place.arguments
            ) { (id: try $0.integer(), storedAt: try $0.optionalInteger(), place: place) }
        }
        guard let row else { throw StoreError.conflict("a receipt for a statement that is not there") }
        guard row.storedAt == nil else { return }
        try database.run(
            "UPDATE statement SET receipt = ?, receipt_stored_at = ? WHERE id = ?",
            [record.receipt.receipt().bytes.blob, batch.time.stored, row.id])
        try database.run(
            """
            UPDATE stream SET last_receipted = max(ifnull(last_receipted, 0), ?)
            WHERE line IN (?, ?) AND is_own = 1 AND channel = ? AND precedence = ?
            """, [row.id, row.place.line.rawValue] + Place(line: line, of: row.place).streamArguments)
    }
}

extension LogEntry {
    /// The number under which the leaf is stored.
    var kind: StoredLeaf.Kind {
        switch content {
        case .opening: .opening
        case .own, .peer: .statement
        case .peerHead: .head
        case .erasure: .erasure
        }
    }
}
