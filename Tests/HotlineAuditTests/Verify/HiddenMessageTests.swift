import Foundation
import GRDB
import HotlineAudit
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineArchive

/// Messages that are made to look as if they were delivered at another place, with their bodies removed: no list shows them.
@Suite("Hidden messages")
struct HiddenMessageTests {
    @Test("a message that nothing else delivered is found, in the database and in an export of it", arguments: [2, 3])
    func found(outcome: Int) async throws {
        let home = try await AuditedHome.make()
        var rows: [Int64] = []
        try home.change { rows = try Int64.fetchAll($0, sql: "SELECT id FROM statement WHERE outcome = 0") }
        try #require(rows.count > 10)
        for (index, row) in rows.enumerated() {
            try home.during("statement", index) { _, database in
                try database.execute(
                    sql: "UPDATE statement SET outcome = ?, awaited_until = NULL WHERE id = ?",
                    arguments: [outcome, row])
                try database.execute(sql: "DELETE FROM body WHERE statement = ?", arguments: [row])
            } check: { verdict in
                Self.expectBroken(verdict, "row \(row) in the database")
                if index % 5 == 0 { Self.expectBroken(Self.exported(home), "row \(row) in the export") }
            }
        }
    }

    private static func expectBroken(_ verdict: AuditVerdict, _ what: String) {
        if case .broken = verdict.outcome { return }
        Issue.record("\(what): \(verdict.outcome)")
    }

    /// The audit of an export of the damaged database.
    private static func exported(_ home: AuditedHome) -> AuditVerdict {
        let path = home.path + ".export"
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let source = try DatabaseSource(path: home.path)
            defer { source.close() }
            let signer = CheckpointSigner(key: try TestIdentity.alpha().key)
            let exporter = try Exporter(source: source, to: path, signer: signer, report: { _ in })
            _ = try exporter.run(try source.logs())
            return Auditor(source: try ExportSource(path: path), keys: home.keys).audit()
        } catch {
            return AuditVerdict(unread: error, place: path)
        }
    }
}
