import Foundation
import GRDB
import HotlineAudit
import HotlineTestSupport
import Testing

/// Rows that are removed, added, exchanged or replaced, one at a time, in every audited table.
@Suite("Damaged rows")
struct RowDamageTests {
    static let tables = Damage.keys.map(\.table)

    /// Tables of which a missing row breaks nothing: a checkpoint is one more proof of what the log proves by itself.
    static let spare: Set<String> = ["checkpoint"]

    @Test("every row that is removed is missed", arguments: tables)
    func removed(table: String) async throws {
        let home = try await AuditedHome.make()
        for index in 0..<(try Self.count(table, home)) {
            try home.during(table, index) { row, database in
                let (condition, arguments) = Damage.condition(table, row)
                try database.execute(sql: "DELETE FROM \(table) WHERE \(condition)", arguments: arguments)
            } check: { verdict in
                Self.expectBroken(verdict, "\(table) \(index) removed", unless: Self.spare.contains(table))
            }
        }
    }

    @Test("every row that is replaced by the next one's contents is found", arguments: tables)
    func replaced(table: String) async throws {
        let home = try await AuditedHome.make()
        for index in 0..<(try Self.count(table, home) - 1) {
            try home.during(table, index) { row, database in
                let next = try Damage.rows(table, database)[index + 1]
                try Self.copy(next, over: row, table, database)
            } check: { verdict in
                Self.expectBroken(verdict, "\(table) \(index) replaced")
            }
        }
    }

    /// All but the key and what has to be unique.
    private static func copy(_ from: Row, over row: Row, _ table: String, _ database: Database) throws {
        let key = Set(Damage.keys.first { $0.table == table }?.key ?? [])
        for name in row.columnNames where !key.contains(name) {
            do {
                try Damage.set(Column(table, name), of: row, to: from[name], database)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                continue
            }
        }
    }

    @Test("two leaves that change places are found")
    func exchanged() async throws {
        let home = try await AuditedHome.make()
        for index in 1..<(try Self.count("leaf", home) - 1) {
            try home.during("leaf", index) { _, database in
                for (from, to) in [(index, 100_000), (index + 1, index), (100_000, index + 1)] {
                    for table in ["leaf", "statement"] {
                        try database.execute(
                            sql: "UPDATE \(table) SET leaf_index = ? WHERE leaf_index = ?", arguments: [to, from])
                    }
                }
            } check: { verdict in
                Self.expectBroken(verdict, "leaves \(index) and \(index + 1) exchanged")
            }
        }
    }

    @Test(
        "a leaf, a tree hash, a head, a statement and a stream that are added are found",
        arguments: [
            "INSERT INTO leaf SELECT line, (SELECT max(leaf_index) + 1 FROM leaf), type, bytes FROM leaf WHERE leaf_index = 5",
            "INSERT INTO tree_hash SELECT line, (SELECT max(position) + 1 FROM tree_hash), hash FROM tree_hash LIMIT 1",
            "INSERT INTO head SELECT line, size + 1, root, issued_at FROM head WHERE size = (SELECT max(size) FROM head)",
            "INSERT INTO head SELECT line, 3, root, issued_at FROM head WHERE size = 1",
            """
            INSERT INTO statement SELECT id + 1000, line, (SELECT max(leaf_index) + 1 FROM leaf), head_size, is_own, channel,
                precedence, epoch, sequence + 1000, digest, x'01950000000070008000000000000000', kind, in_reply_to, outcome,
                refusal_code, stored_at, awaited_until, receipt_stored_at, receipt
            FROM statement WHERE leaf_index = 2
            """,
            "INSERT INTO stream SELECT line, is_own, 'other', precedence, last, last_receipted FROM stream LIMIT 1",
            "INSERT INTO body SELECT (SELECT id FROM statement WHERE outcome = 1), salt, content, NULL FROM body LIMIT 1",
            """
            INSERT INTO line SELECT 99, name || 'x', key, key_line || 'x', origin || '0', peer_opening, held, added_at,
                verified_at, 1, stopped_at, stopped_reason, NULL, NULL, NULL FROM line
            """,
        ])
    func added(sql: String) async throws {
        let home = try await AuditedHome.make()
        try home.change { try $0.execute(sql: sql) }
        Self.expectBroken(home.audit(), sql)
    }

    @Test("a log that is cut at a batch, with all that belongs to it, contradicts a checkpoint of a larger size")
    func cut() async throws {
        let home = try await AuditedHome.make()
        try home.change { database in
            for sql in Self.cutting(to: 7) { try database.execute(sql: sql) }
        }
        guard case .broken(let finding) = home.audit().outcome else {
            Issue.record("not found")
            return
        }
        #expect(finding.kind == .checkpoint && finding.what.contains("leaves are missing"), "\(finding)")
    }

    private static func cutting(to size: Int) -> [String] {
        [
            "DELETE FROM leaf WHERE leaf_index >= \(size)",
            "DELETE FROM head WHERE size > \(size)",
            "DELETE FROM tree_hash WHERE position >= \(2 * size - size.nonzeroBitCount)",
            "DELETE FROM body WHERE statement IN (SELECT id FROM statement WHERE leaf_index >= \(size))",
            "DELETE FROM statement WHERE leaf_index >= \(size)",
            """
            DELETE FROM stream WHERE NOT EXISTS (SELECT 1 FROM statement WHERE statement.is_own = stream.is_own
                AND statement.channel = stream.channel AND statement.precedence = stream.precedence)
            """,
            """
            UPDATE stream SET last = (SELECT max(id) FROM statement WHERE statement.is_own = stream.is_own
                AND statement.channel = stream.channel AND statement.precedence = stream.precedence)
            """,
            "UPDATE statement SET receipt = NULL, receipt_stored_at = NULL WHERE leaf_index >= 5",
            """
            UPDATE stream SET last_receipted = (SELECT max(id) FROM statement WHERE statement.is_own = stream.is_own
                AND statement.channel = stream.channel AND statement.precedence = stream.precedence
                AND receipt IS NOT NULL)
            """,
            "UPDATE line SET held = (SELECT bytes FROM leaf WHERE type = 2 ORDER BY leaf_index DESC LIMIT 1)",
        ]
    }

    private static func count(_ table: String, _ home: AuditedHome) throws -> Int {
        var count = 0
        try home.change { count = try Damage.rows(table, $0).count }
        return count
    }

    private static func expectBroken(_ verdict: AuditVerdict, _ what: String, unless isSpare: Bool = false) {
        if case .broken = verdict.outcome { return }
        #expect(isSpare, "\(what): \(verdict.outcome)")
    }
}

extension AuditedHome {
    /// Damages one row in a transaction's savepoint of its own file copy, audits, and puts the file back.
    func during(
        _ table: String, _ index: Int, _ damage: (Row, Database) throws -> Void, check: (AuditVerdict) -> Void
    ) throws {
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try change { database in
            let rows = try Damage.rows(table, database)
            try damage(rows[index], database)
        }
        check(audit())
        for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
        try whole.write(to: URL(fileURLWithPath: path))
    }
}
