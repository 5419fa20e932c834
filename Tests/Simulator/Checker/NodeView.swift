import CSimulator
import HotlineStore

/// What the checker has seen of one node's database, row by row as they came.
final class NodeView {
    struct Row {
        let id: Int64
        let line: Int64
        let isOwn: Bool
        let place: String
        let stream: String
        let digest: [UInt8]
        let message: [UInt8]
        let outcome: Int64
    }

    let node: SimNode
    private var rows: Rows?
    private(set) var seen: [Row] = []
    private var receipted: Set<Int64> = []
    private var logs: [Int64: ReferenceLog] = [:]
    /// The root of each head that was ever seen, by line and size: also after a restart it is that one.
    private var roots: [String: [UInt8]] = [:]
    private var lastSyncs: UInt64 = 0

    init(_ node: SimNode) { self.node = node }

    var delivered: [Row] { seen.filter { !$0.isOwn && $0.outcome == 0 } }

    /// Another process has the database open now: what was seen before is still there, byte for byte.
    func reopen() throws {
        rows = nil
        let fresh = try Rows(node.home.database)
        rows = fresh
        try compare(fresh, seen, receipted, after: "a restart")
        (logs, lastSyncs) = ([:], 0)
    }

    func close() { rows = nil }

    /// An older copy was put in its place.
    /// - Returns: what it had seen before.
    func forget() -> [Row] {
        defer { (rows, seen, receipted, logs, roots, lastSyncs) = (nil, [], [], [:], [:], 0) }
        return seen
    }

    private func compare(_ rows: Rows, _ seen: [Row], _ receipted: Set<Int64>, after what: String) throws {
        let found = try rows.all("SELECT id, digest, receipt IS NOT NULL FROM statement ORDER BY id")
        let digests = Dictionary(uniqueKeysWithValues: found.map { ($0[0].number, $0) })
        for row in seen {
            guard let now = digests[row.id], now[1].bytes == row.digest else {
                throw Violation("\(node.name) has lost a committed statement of \(row.stream) in \(what)")
            }
            if receipted.contains(row.id), now[2].number == 0 {
                throw Violation("\(node.name) has lost a committed receipt in \(what)")
            }
        }
    }

    /// What came since the last look; nothing is read where nothing was synced.
    func look() throws -> (rows: [Row], receipted: [Row]) {
        let syncs = sim_disk_counted(node.disk).syncs
        guard let rows, syncs != lastSyncs else { return ([], []) }
        lastSyncs = syncs
        let fresh = try rows.all(
            """
            SELECT id, line, is_own, channel, precedence, hex(epoch), sequence, digest, message_id, outcome
            FROM statement WHERE id > ? ORDER BY id
            """, [.number(seen.last?.id ?? 0)]
        ).map(Self.row)
        seen += fresh
        try checkLogs(rows)
        return (fresh, try newlyReceipted(rows))
    }

    private static func row(_ row: [Rows.Value]) -> Row {
        let stream = row[3].text + "/" + String(row[4].number)
        return Row(
            id: row[0].number, line: row[1].number, isOwn: row[2].number == 1,
            place: stream + "/" + row[5].text + "/" + String(row[6].number), stream: stream, digest: row[7].bytes,
            message: row[8].bytes, outcome: row[9].number)
    }

    private func newlyReceipted(_ rows: Rows) throws -> [Row] {
        let ids = try rows.all("SELECT id FROM statement WHERE is_own = 1 AND receipt IS NOT NULL").map { $0[0].number }
        let fresh = ids.filter { !receipted.contains($0) }
        receipted.formUnion(fresh)
        return seen.filter { fresh.contains($0.id) }
    }

    /// Each log's heads are the roots of its leaves, and nothing that was in a log is another thing now.
    private func checkLogs(_ rows: Rows) throws {
        for line in try rows.all("SELECT id FROM line ORDER BY id").map({ $0[0].number }) {
            var log = logs[line] ?? ReferenceLog()
            let leaves = try rows.all(
                "SELECT bytes FROM leaf WHERE line = ? AND leaf_index >= ? ORDER BY leaf_index",
                [.number(line), .number(Int64(log.size))])
            guard !leaves.isEmpty else { continue }
            let heads = try rows.all(
                "SELECT size, root FROM head WHERE line = ? AND size > ?", [.number(line), .number(Int64(log.size))])
            let roots = Dictionary(uniqueKeysWithValues: heads.map { (Int($0[0].number), $0[1].bytes) })
            for (size, root) in roots.sorted(by: { $0.key < $1.key }) { try remember(root, of: size, line: line) }
            for leaf in leaves {
                log.append(leaf[0].bytes)
                if let root = roots[log.size], root != log.root {
                    throw Violation("\(node.name)'s head of size \(log.size) is not the root of its leaves")
                }
            }
            if let size = roots.keys.max(), size > log.size {
                throw Violation("\(node.name) has a head of size \(size) and \(log.size) leaves")
            }
            logs[line] = log
        }
    }

    private func remember(_ root: [UInt8], of size: Int, line: Int64) throws {
        let place = "\(line)/\(size)"
        if let before = roots[place], before != root {
            throw Violation("\(node.name) has another head of size \(size) than it had")
        }
        roots[place] = root
    }

    /// Whether an earlier message was stored, and what of it is readable now.
    func content(of row: Row) throws -> [UInt8]? {
        guard let rows else { return nil }
        let body = try rows.all("SELECT content, spool FROM body WHERE statement = ?", [.number(row.id)])
        guard let body = body.first else { return nil }
        if body[1].isNull { return body[0].bytes }
        return try rows.all("SELECT content FROM body_part WHERE spool = ? ORDER BY position", [body[1]])
            .flatMap { $0[0].bytes }
    }

    /// The head that it holds of its peer's log, as it was signed.
    func heldHead() throws -> [UInt8]? {
        try rows?.all("SELECT held FROM line WHERE held IS NOT NULL AND succeeded_at IS NULL").first?[0].bytes
    }

    func isReceipted(_ row: Row) -> Bool { receipted.contains(row.id) }

    /// Lines that are stopped, and pieces of evidence that are kept.
    func troubles() throws -> (stopped: [String], evidence: [String]) {
        guard let rows else { throw Violation("\(node.name) is not there to be asked") }
        let stopped = try rows.all(
            "SELECT stopped_reason FROM line WHERE stopped_at IS NOT NULL AND removed_at IS NULL AND succeeded_at IS NULL"
        )
        let evidence = try rows.all("SELECT reason FROM evidence")
        return (stopped.map { $0[0].text }, evidence.map { $0[0].text })
    }
}
