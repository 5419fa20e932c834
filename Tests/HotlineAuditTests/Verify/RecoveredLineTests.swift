import Foundation
import GRDB
import HotlineAudit
import HotlineCrypto
@_spi(Store) import HotlineProtocol
import HotlineStore
import HotlineTestSupport
import Testing

/// Databases that a recovery wrote, from real stores: they are whole, and what is hidden in them is found all the same.
@Suite("Logs after a recovery")
struct RecoveredLineTests {
    @Test("a log that follows a restored copy is whole, with all that a recovery brings back")
    func recovered() async throws {
        let recovery = try await Recovery()
        let verdict = try recovery.line.audit()
        #expect(verdict.outcome == .whole, "\(verdict.logs.flatMap(\.findings))")
        #expect(verdict.logs.count == 2 && verdict.counts.lost == 0)
        let notes = verdict.logs[1].notes.joined(separator: "\n")
        #expect(notes.contains("the contents of 1 statements that a recovery took back"), "\(notes)")
        #expect(notes.contains("2 refusals were taken back"), "\(notes)")
    }

    @Test("the peer's recovery after one's own: what is sent again is whole before and after its second receipt")
    func bothRecover() async throws {
        let recovery = try await Recovery()
        let line = recovery.line
        try await recovery.recoverBeta()
        let between = try line.audit()
        #expect(between.outcome == .whole, "\(between.logs.flatMap(\.findings))")
        #expect(between.counts.receipts == 1)
        try await recovery.receiptAgain()
        let after = try line.audit()
        #expect(after.outcome == .whole, "\(after.logs.flatMap(\.findings))")
        #expect(after.counts.receipts == UInt64(1 + recovery.again.count))
        #expect(after.logs.allSatisfy { $0.notes.contains { $0.contains("another log of the peer") } })
    }

    @Test("a copy from before an own earlier recovery goes on, and says which log is not here")
    func between() async throws {
        let (line, lost) = try await Self.skipped()
        let verdict = try line.audit()
        #expect(verdict.outcome == .whole, "\(verdict.logs.flatMap(\.findings))")
        #expect(verdict.logs.last?.notes.contains { $0.contains("\(lost)") && $0.contains("is not here") } == true)
    }

    @Test("a log that is taken out from between two others leaves a gap in a stream")
    func takenOut() async throws {
        let line = try AuditedLine()
        try await line.receipt(try line.own(of: try await line.say([try line.submission("one")])).map(\.verified))
        try line.succeed([], logID: 0xA2)
        try await line.receipt(try line.own(of: try await line.say([try line.submission("two")])).map(\.verified))
        try line.succeed([], logID: 0xA3)
        try await line.say([try line.submission("three")])
        let whole = try line.audit()
        #expect(whole.outcome == .whole, "\(whole.logs.flatMap(\.findings))")
        let home = try Self.home(line)
        try home.change { database in
            for table in ["leaf", "head", "tree_hash", "stream"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE line = 2")
            }
            try database.execute(sql: "DELETE FROM body WHERE statement IN (SELECT id FROM statement WHERE line = 2)")
            try database.execute(sql: "DELETE FROM statement WHERE line = 2; DELETE FROM line WHERE id = 2")
            try database.execute(sql: "UPDATE line SET predecessor = 1 WHERE id = 3")
            try database.execute(sql: "UPDATE stream SET last_receipted = NULL WHERE line = 3")
        }
        let findings = home.audit().logs.flatMap(\.findings)
        #expect(findings.first?.kind == .chain, "\(findings)")
    }

    @Test("what is hidden or removed after a recovery is found", arguments: hidden)
    func found(name: String, sql: String) async throws {
        let recovery = try await Recovery()
        try await recovery.recoverBeta()
        let home = try Self.home(recovery.line)
        #expect(home.audit().outcome == .whole)
        try home.change { try $0.execute(sql: sql) }
        guard case .broken = home.audit().outcome else {
            Issue.record("not found: \(name)")
            return
        }
    }

    /// Line 1 is the log before the recovery, line 2 the one after.
    private static let hidden: [(name: String, sql: String)] = [
        (
            "a message of the peer as one that was delivered before",
            """
            UPDATE statement SET outcome = 2, awaited_until = NULL WHERE id = \(heard);
            DELETE FROM body WHERE statement = \(heard)
            """
        ),
        (
            "a message of the peer as one that a log before has",
            "UPDATE statement SET outcome = 3 WHERE id = \(heard); DELETE FROM body WHERE statement = \(heard)"
        ),
        (
            "a message of the peer as a refused one",
            """
            UPDATE statement SET outcome = 1, refusal_code = 'unknown-kind' WHERE id = \(heard);
            DELETE FROM body WHERE statement = \(heard)
            """
        ),
        (
            "an own message as one that goes on in a later log",
            "UPDATE statement SET outcome = 3 WHERE id = \(said); DELETE FROM body WHERE statement = \(said)"
        ),
        (
            "an own message of the newest log as one that goes on",
            """
            UPDATE statement SET outcome = 3, receipt_stored_at = NULL WHERE line = 2 AND is_own = 1 AND leaf_index = 2;
            DELETE FROM body WHERE statement = (SELECT id FROM statement WHERE line = 2 AND leaf_index = 2)
            """
        ),
        (
            "the content of a message that was in the log before the recovery",
            "DELETE FROM body WHERE statement = (SELECT id FROM statement WHERE line = 2 AND is_own = 1 AND leaf_index = 2)"
        ),
        ("a former receipt that stands for one to come", "DELETE FROM former_receipt"),
        (
            "a former receipt of another statement",
            "UPDATE former_receipt SET receipt = (SELECT min(receipt) FROM former_receipt)"
        ),
        ("the peer's former log", "DELETE FROM former_peer_log"),
        ("the head that was held of the peer's former log", "UPDATE former_peer_log SET held = NULL"),
        (
            "the beginning of the peer's former log",
            "UPDATE former_peer_log SET opening = (SELECT peer_opening FROM line WHERE id = 2)"
        ),
    ]

    private static let heard = "(SELECT max(id) FROM statement WHERE line = 2 AND is_own = 0 AND outcome = 0)"
    private static let said = "(SELECT min(id) FROM statement WHERE line = 1 AND is_own = 1 AND outcome = 0)"

    /// Alpha's copy is from before its first recovery, and beta knows the log that came of that.
    private static func skipped() async throws -> (AuditedLine, LogOrigin) {
        let line = try AuditedLine()
        try await line.receipt(try line.own(of: try await line.say([try line.submission("one")])).map(\.verified))
        let copy = try line.copyAlpha()
        let second = try line.succeed([], logID: 0xA2).record.opening
        let lost = try line.own(of: try await line.say([try line.submission("two")]))
        try line.restoreAlpha(copy)
        let named = Predecessor(origin: second.origin, size: 1, root: second.leafHash)
        try line.succeed(lost, after: named, logID: 0xA3)
        return (line, second.origin)
    }

    private static func home(_ line: AuditedLine) throws -> AuditedHome {
        try line.alpha.store.close()
        return try AuditedHome(Data(contentsOf: URL(fileURLWithPath: line.alpha.home.database)), keys: line.keys)
    }
}
