import GRDB
import HotlineArchive
import HotlineAudit
import HotlineTestSupport
import Testing

/// A database that was not touched is whole, and all of it was looked at.
@Suite("Audit of a whole log")
struct WholeTests {
    @Test("a log with everything in it is whole, and every part of it is counted")
    func whole() async throws {
        let home = try await AuditedHome.make()
        let verdict = home.audit()
        try #require(verdict.outcome == .whole, "\(verdict.logs)")
        let counts = verdict.counts
        #expect(counts.leaves > 20)
        #expect(counts.ownStatements + counts.peerStatements + counts.peerHeads + 1 == counts.leaves)
        #expect(counts.receipts == 9)
        #expect(counts.withoutReceipt == 3)
        #expect(counts.checkpoints == 3 && counts.cosignatures == 2)
        // All own ones, and of the peer's those that were delivered.
        #expect(counts.bodies == counts.ownStatements + 3)
        #expect(counts.erased == 0 && counts.lost == 0)
    }

    @Test("one thread finds the same as all cores")
    func serial() async throws {
        let home = try await AuditedHome.make()
        #expect(home.audit(pace: AuditPace(isParallel: false)) == home.audit())
    }

    @Test("an audit that is ended says that it could not check")
    func ended() async throws {
        struct Ended: Error {}
        let home = try await AuditedHome.make()
        let verdict = home.audit(pace: AuditPace(isParallel: false) { throw Ended() })
        guard case .unchecked = verdict.outcome else {
            Issue.record("\(verdict.outcome)")
            return
        }
    }

    @Test("without the key of a party nothing is verified")
    func noKey() async throws {
        let home = try await AuditedHome.make()
        let source = try DatabaseSource(path: home.path)
        let own = try TestIdentity.alpha().line
        let verdict = Auditor(source: source, keys: AuditKeys([own])).audit()
        guard case .unchecked(let reason) = verdict.outcome else {
            Issue.record("\(verdict.outcome)")
            return
        }
        #expect(reason.contains("beta.example"))
        #expect(verdict.counts.leaves == 0 && verdict.counts.checkpoints == 0)
    }

    @Test("another key of the same name is found out")
    func otherKey() async throws {
        let home = try await AuditedHome.make()
        let source = try DatabaseSource(path: home.path)
        let stranger = try TestIdentity("beta.example", seed: String(repeating: "07", count: 32))
        let verdict = Auditor(source: source, keys: AuditKeys([try TestIdentity.alpha().line, stranger.line])).audit()
        guard case .broken(let finding) = verdict.outcome else {
            Issue.record("\(verdict.outcome)")
            return
        }
        #expect(finding.kind == .opening)
    }
}
