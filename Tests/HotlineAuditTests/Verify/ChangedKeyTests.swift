import Foundation
import GRDB
import HotlineArchive
import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import HotlineStore
import HotlineTestSupport
import Testing

/// A peer that was removed and pinned again with another key.
@Suite("A peer's changed key")
struct ChangedKeyTests {
    @Test("the line of before is verified by the key of before, and a key that entry 0 does not name is found")
    func changed() throws {
        let (alpha, beta) = (try AuditedNode(try .alpha()), try TestIdentity.beta())
        let other = try TestIdentity(beta.line.name.text, seed: String(repeating: "b9", count: 32))
        let first = try alpha.pin(beta, logID: 1)
        try alpha.store.removeLine(first.id, at: AuditedNode.start)
        _ = try alpha.pin(other, logID: 2)
        let source = try DatabaseSource(path: alpha.home.database)
        defer { source.close() }
        let keys = AuditKeys(own: alpha.identity.line, pinned: [other.line], logs: try source.logs())
        #expect(keys.lines == [alpha.identity.line, beta.line, other.line])
        let verdict = Auditor(source: source, keys: keys).audit()
        #expect(verdict.outcome == .whole && verdict.logs.count == 2, "\(verdict.logs.flatMap(\.findings))")
    }

    @Test("a key that the database alone names as that of a line is not the one of its entry 0")
    func exchanged() async throws {
        let home = try await AuditedHome.make()
        let evil = try TestIdentity(try TestIdentity.beta().line.name.text, seed: String(repeating: "e1", count: 32))
            .line
        try home.change { database in
            try database.execute(
                sql: "UPDATE line SET key_line = ?, key = ?", arguments: [evil.description, Data(evil.key.rawBytes)])
        }
        let source = try DatabaseSource(path: home.path)
        defer { source.close() }
        let (own, pinned) = (try TestIdentity.alpha().line, try TestIdentity.beta().line)
        let keys = AuditKeys(own: own, pinned: [pinned], logs: try source.logs())
        guard case .broken = Auditor(source: source, keys: keys).audit().outcome else {
            Issue.record("the exchanged key was taken")
            return
        }
    }
}
