import GRDB
import HotlineCrypto
public import HotlineProtocol
import TransparencyLog

/// Keeps checkpoints, one row a log and size; the caller holds the transaction.
struct CheckpointRows {
    let database: Database
    let line: LineID

    /// Keeps one. At a size that was witnessed before the times become those of now; another root there is refused, whatever
    /// was checked before.
    func write(_ record: CheckpointRecord, at time: UTCTime) throws {
        let (checkpoint, note) = (record.verified.checkpoint, record.verified.note.encoded())
        let cosignedAt =
            switch record {
            // The peer names its time: one beyond all calendars is cut.
            case .own(let cosigned): UTCTime(milliseconds: min(cosigned.cosignedAt, .max / 1000) * 1000)
            case .peers: UTCTime(milliseconds: time.seconds * 1000)
            }
        try database.run(
            """
            INSERT INTO checkpoint (line, origin, size, root, note, stored_at, cosigned_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (line, origin, size) DO UPDATE
            SET note = excluded.note, stored_at = excluded.stored_at, cosigned_at = excluded.cosigned_at
            WHERE root = excluded.root
            """,
            [
                line.rawValue, checkpoint.origin.text, checkpoint.size.stored, checkpoint.root.bytes.blob, note.blob,
                time.stored, cosignedAt.stored,
            ])
        guard database.changesCount == 1 else {
            throw StoreError.conflict("a checkpoint of \(checkpoint.origin.text) with another root")
        }
    }

    /// What is kept at the size of this one, of the same log.
    func kept(at checkpoint: Checkpoint) throws -> (root: Digest, note: [UInt8])? {
        try database.first(
            "SELECT root, note FROM checkpoint WHERE line = ? AND origin = ? AND size = ?",
            [line.rawValue, checkpoint.origin.text, checkpoint.size.stored]
        ) { (root: try $0.digest(), note: try $0.bytes()) }
    }

    /// The newest ones of a log, the largest first.
    func newest(of origin: LogOrigin, limit: Int) throws -> [StoredCheckpoint] {
        try database.all(
            """
            SELECT size, root, note, stored_at, cosigned_at FROM checkpoint
            WHERE line = ? AND origin = ? ORDER BY size DESC LIMIT ?
            """, [line.rawValue, origin.description, SQLiteStore.rows(limit)]
        ) { row in
            StoredCheckpoint(
                origin: origin, size: try row.unsigned(), root: try row.digest(), note: try row.bytes(),
                storedAt: try row.time(), cosignedAt: try row.optionalTime())
        }
    }
}

extension SQLiteStore {
    /// The note that is kept at the size of this checkpoint with another root, if there is one: both cannot be true.
    public func contradiction(
        to checkpoint: CheckpointRecord, of line: LineID
    ) throws(StoreError) -> [UInt8]? {
        let offered = checkpoint.verified.checkpoint
        let kept = try read { try CheckpointRows(database: $0, line: line).kept(at: offered) }
        return kept.flatMap { $0.root == offered.root ? nil : $0.note }
    }

    /// The checkpoints that are kept of a log of the line, the largest first, at most `limit` and `StoreLimits.pageRows`.
    public func checkpoints(
        of line: LineID, origin: LogOrigin, limit: Int
    ) throws(StoreError) -> [StoredCheckpoint] {
        try read { try CheckpointRows(database: $0, line: line).newest(of: origin, limit: limit) }
    }
}
