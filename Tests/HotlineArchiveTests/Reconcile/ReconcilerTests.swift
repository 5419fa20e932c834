import HotlineAudit
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineArchive

@Suite("Reconciling two exports")
struct ReconcilerTests {
    private static func keys() throws -> AuditKeys {
        AuditKeys([try TestIdentity.alpha().line, try TestIdentity.beta().line])
    }

    @Test("the exports of both sides agree, in either order")
    func agree() throws {
        var line = try RecordedLine()
        try line.say(5)
        try line.say(4, from: 1)
        let (one, other) = (Scratch(), Scratch())
        try one.export(line.alpha)
        try other.export(line.beta)
        for (first, second) in [(one.path, other.path), (other.path, one.path)] {
            let reconciler = Reconciler(
                try ExportSource(path: first), try ExportSource(path: second), keys: try Self.keys())
            guard case .compared(_, let result) = reconciler.run() else {
                Issue.record("not compared")
                continue
            }
            #expect(result.findings.isEmpty)
            #expect(result.both.sorted() == [4, 5])
        }
    }

    @Test("a side that wrote its log anew without a message contradicts its receipts and its head")
    func rewritten() throws {
        var line = try RecordedLine()
        try line.say(3)
        // Beta's log as it would be if it had never had the last message: whole by itself.
        let before = line.beta
        try line.say(1)
        let reconciler = Reconciler(line.alpha, before, keys: try Self.keys())
        guard case .compared(let parties, let result) = reconciler.run() else {
            Issue.record("not compared")
            return
        }
        #expect(parties == [try TestIdentity.alpha().line, try TestIdentity.beta().line])
        #expect(result.isShortened)
        #expect(result.counts[.shortened] == 2)
    }

    @Test("what is not whole is not compared, and who has no key is not believed")
    func notCompared() throws {
        var line = try RecordedLine()
        try line.say(3)
        var damaged = line.beta
        let leaf = damaged.leaves[1]
        damaged.leaves[1] = AuditLeaf(index: 1, type: leaf.type, bytes: leaf.bytes.flipping(bit: 900), row: leaf.row)
        guard case .broken(.second, _) = Reconciler(line.alpha, damaged, keys: try Self.keys()).run() else {
            Issue.record("compared")
            return
        }
        let alone = AuditKeys([try TestIdentity.alpha().line])
        guard case .unchecked = Reconciler(line.alpha, line.beta, keys: alone).run() else {
            Issue.record("compared without a key")
            return
        }
        guard case .unchecked = Reconciler(line.alpha, line.alpha, keys: try Self.keys()).run() else {
            Issue.record("compared with itself")
            return
        }
    }
}
