import GRDB
import HotlineAudit
import HotlineCrypto
import HotlineProtocol

/// Reads the rows of the table `line`, each with the size of its log and its streams; the caller holds the transaction.
struct DatabaseLogs {
    let database: Database

    func all() throws -> [(AuditLog, [AuditStream])] {
        let node = try DatabaseIdentity.node(database)
        let rows = try database.all(
            """
            SELECT id, name, key, key_line, origin, peer_opening, held, predecessor, succeeded_at, stopped_at,
                stopped_reason
            FROM line ORDER BY id
            """, of: "a row of line"
        ) { try LineColumns(&$0) }
        try requireNoOrphans(Set(rows.map(\.id)))
        return try rows.map { row in
            try row.requireConsistent(node: node)
            let before = Self.before(row.id, rows)
            let log = row.log(node: node, size: try size(of: row.id), formerPeerLogs: try formerPeerLogs(of: row.id))
            return (log, try streams(of: row.id, after: before))
        }
    }

    /// The size that any table shows: where they differ, the audit finds what is missing.
    private func size(of line: Int64) throws -> UInt64 {
        try database.first(
            """
            SELECT max(ifnull((SELECT max(leaf_index) + 1 FROM leaf WHERE line = ?1), 0),
                ifnull((SELECT max(size) FROM head WHERE line = ?1), 0),
                ifnull((SELECT max(leaf_index) + 1 FROM statement WHERE line = ?1), 0))
            """, [line], of: "the end of the log in row \(line)"
        ) { try $0.unsigned() } ?? 0
    }

    /// No table has rows of a line that is not there.
    private func requireNoOrphans(_ lines: Set<Int64>) throws {
        for table in ["leaf", "head", "tree_hash", "statement", "stream", "checkpoint", "former_peer_log"] {
            var line: Int64? = .min
            while let last = line {
                line = try database.first("SELECT min(line) FROM \(table) WHERE line > ?", [last]) {
                    try $0.optionalInteger()
                }.flatMap { $0 }
                if let line, !lines.contains(line) {
                    throw AuditSourceError.damaged("the row \(line) of line is gone, and \(table) has rows of it")
                }
            }
        }
        let lost = try database.first(
            "SELECT statement FROM former_receipt WHERE statement NOT IN (SELECT id FROM statement) LIMIT 1"
        ) { try $0.integer() }
        if let lost {
            throw AuditSourceError.damaged("the row \(lost) of statement is gone, and former_receipt has rows of it")
        }
    }

    /// The peer's logs that were known beside a log before the present one.
    private func formerPeerLogs(of line: Int64) throws -> [AuditPeerLog] {
        try database.all(
            "SELECT opening, held, succeeded_at FROM former_peer_log WHERE line = ? ORDER BY id", [line],
            of: "a former log of the peer beside row \(line) of line"
        ) { columns in
            AuditPeerLog(
                opening: try columns.bytes(), held: try columns.optionalBytes(), succeededAt: try columns.integer())
        }
    }

    /// The logs that a log follows, the nearest first.
    private static func before(_ line: Int64, _ rows: [LineColumns]) -> Set<Int64> {
        var found: Set<Int64> = []
        var next = rows.first { $0.id == line }?.predecessor
        while let id = next, found.insert(id).inserted { next = rows.first { $0.id == id }?.predecessor }
        return found
    }

    /// The streams that end in this log. Where a line went on in it, a stream may end in a log before it still.
    private func streams(of line: Int64, after before: Set<Int64>) throws -> [AuditStream] {
        let rows = try database.all(
            """
            SELECT stream.is_own, stream.channel, stream.precedence, last.leaf_index, last.line, receipted.leaf_index,
                receipted.line, stream.last_receipted
            FROM stream LEFT JOIN statement AS last ON last.id = stream.last
                LEFT JOIN statement AS receipted ON receipted.id = stream.last_receipted
            WHERE stream.line = ? ORDER BY stream.is_own, stream.channel, stream.precedence
            """, [line], of: "a row of stream"
        ) { try StreamColumns(&$0) }
        for row in rows where !row.isOf(line, or: before) {
            throw AuditSourceError.damaged(
                "the stream \(row.channel)/\(row.precedence) of row \(line) of line ends in a statement of another line"
            )
        }
        return rows.compactMap { $0.stream(of: line) }
    }
}

/// One row of `stream`.
private struct StreamColumns {
    let isOwn: Bool
    let channel: String
    let precedence: UInt8
    let last: UInt64
    let lastLine: Int64
    let receipted: UInt64?
    let receiptedLine: Int64?
    let receiptedRow: Int64?

    init(_ columns: inout ColumnReader) throws {
        (isOwn, channel, precedence) = (try columns.flag(), try columns.text(), try columns.byte())
        (last, lastLine) = (try columns.unsigned(), try columns.integer())
        (receipted, receiptedLine) = (try columns.optionalUnsigned(), try columns.optionalInteger())
        receiptedRow = try columns.optionalInteger()
    }

    func isOf(_ line: Int64, or before: Set<Int64>) -> Bool {
        let isKnown = { (id: Int64) in id == line || before.contains(id) }
        return isKnown(lastLine) && receiptedLine.map(isKnown) ?? true
            && (receiptedRow == nil) == (receiptedLine == nil)
    }

    /// The stream as far as it is in this log.
    func stream(of line: Int64) -> AuditStream? {
        guard lastLine == line else { return nil }
        return AuditStream(
            isOwn: isOwn, channel: channel, precedence: precedence, last: last,
            lastReceipted: receiptedLine == line ? receipted : nil)
    }
}

/// One row of `line`.
private struct LineColumns {
    let id: Int64
    let name: String
    let key: [UInt8]
    let keyLine: String
    let origin: String
    let peerOpening: [UInt8]?
    let held: [UInt8]?
    let predecessor: Int64?
    let succeededAt: Int64?
    let stoppedAt: Int64?
    let stoppedReason: String?

    init(_ columns: inout ColumnReader) throws {
        (id, name, key) = (try columns.integer(), try columns.text(), try columns.bytes())
        (keyLine, origin) = (try columns.text(), try columns.text())
        (peerOpening, held) = (try columns.optionalBytes(), try columns.optionalBytes())
        (predecessor, succeededAt) = (try columns.optionalInteger(), try columns.optionalInteger())
        (stoppedAt, stoppedReason) = (try columns.optionalInteger(), try columns.optionalText())
    }

    /// Name and key stand there twice: by themselves, and in the key line.
    func requireConsistent(node: String) throws(AuditSourceError) {
        let line = try? KeyLine(parsing: keyLine)
        guard let line, line.name.text == name, line.key.rawBytes == key else {
            throw .damaged("the peer's name or key in row \(id) of line is not that of its key line")
        }
        let (log, owner) = (LogOrigin(origin), try? KeyLine(parsing: node))
        guard let log, log.peer == line.name, log.owner == owner?.name else {
            throw .damaged("the log in row \(id) of line is not named after this node and its peer")
        }
        guard (stoppedAt == nil) == (stoppedReason == nil) else {
            throw .damaged("row \(id) of line is stopped without a reason, or has a reason without being stopped")
        }
    }

    func log(node: String, size: UInt64, formerPeerLogs: [AuditPeerLog]) -> AuditLog {
        AuditLog(
            id: id, origin: origin, owner: node, peer: keyLine, size: size, peerOpening: peerOpening, held: held,
            formerPeerLogs: formerPeerLogs, predecessor: predecessor, isSucceeded: succeededAt != nil,
            stoppedReason: stoppedReason)
    }
}
