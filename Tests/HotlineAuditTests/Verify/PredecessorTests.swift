import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import Testing

/// A line that went on in a new log: the audit goes across.
@Suite("Logs that follow each other")
struct PredecessorTests {
    @Test("a log that names the one before at a size and root that it has is whole, and says what a bare source lacks")
    func whole() throws {
        let logs = try TwoLogs()
        let verdict = Auditor(source: try logs.source(size: 3, root: logs.root(size: 3)), keys: logs.keys).audit()
        #expect(verdict.outcome == .whole, "\(verdict.logs)")
        #expect(verdict.counts.leaves == 7 && verdict.counts.ownStatements == 5)
        #expect(verdict.counts.receipts == 0 && verdict.counts.heads == 0 && verdict.counts.bodies == 0)
        #expect(verdict.logs.allSatisfy { $0.notes.count == 5 })
    }

    @Test("another root at that size breaks the chain of the logs")
    func otherRoot() throws {
        let logs = try TwoLogs()
        let source = try logs.source(size: 3, root: logs.root(size: 2))
        #expect(kind(of: Auditor(source: source, keys: logs.keys).audit()) == .predecessor)
    }

    @Test("a size that the earlier log does not reach says that it was rolled back, and breaks nothing")
    func rolledBack() throws {
        let logs = try TwoLogs()
        let verdict = Auditor(source: try logs.source(size: 9, root: .zero), keys: logs.keys).audit()
        #expect(verdict.outcome == .whole)
        #expect(verdict.logs.first?.notes.contains { $0.contains("rolled back") } == true)
    }

    @Test("an index that knows of no successor, or of no predecessor, is found")
    func links() throws {
        let logs = try TwoLogs()
        let root = logs.root(size: 3)
        let alone = try logs.source(size: 3, root: root, isSucceeded: false)
        #expect(kind(of: Auditor(source: alone, keys: logs.keys).audit()) == .predecessor)
        var cut = try logs.source(size: 3, root: root)
        cut.kept.removeFirst()
        #expect(kind(of: Auditor(source: cut, keys: logs.keys).audit()) == .predecessor)
    }

    @Test("a leaf that says it is an erasure record, and is none, is found")
    func noErasure() throws {
        let logs = try TwoLogs()
        var source = try logs.source(size: 3, root: logs.root(size: 3))
        let last = source.kept[1].leaves.removeLast()
        source.kept[1].leaves.append(AuditLeaf(index: last.index, type: 3, bytes: last.bytes, row: nil))
        #expect(kind(of: Auditor(source: source, keys: logs.keys).audit()) == .erasure)
    }

    @Test("a record of leaves in a log before is taken, and one about a log or a leaf that is not there is found")
    func erasedBefore() throws {
        let logs = try TwoLogs()
        let first = try Sample.origin(.alpha(), .beta())
        let strange = try Sample.origin(.alpha(), .beta(), id: 0xA9)
        for (log, leaf, expected) in [(first, 1, nil), (first, 99, .erasure), (strange, 1, .erasure)]
            as [(LogOrigin, UInt64, AuditFinding.Kind?)]
        {
            var source = try logs.source(size: 3, root: logs.root(size: 3))
            try source.appendRecord(of: leaf, in: log)
            #expect(kind(of: Auditor(source: source, keys: logs.keys).audit()) == expected)
        }
    }

    private func kind(of verdict: AuditVerdict) -> AuditFinding.Kind? {
        guard case .broken(let finding) = verdict.outcome else { return nil }
        return finding.kind
    }
}

extension MemorySource {
    /// Alpha's record, as the last leaf of its second log, that a body of a leaf of another log was erased.
    fileprivate mutating func appendRecord(of leaf: UInt64, in log: LogOrigin) throws {
        let (alpha, (own, leaves)) = (try TestIdentity.alpha(), kept[1])
        let record = try Erasure(
            signing: [leaf], of: log, because: .retention(rule: "*/*=1"),
            origin: try Sample.origin(alpha, .beta(), id: 0xA2), key: alpha.key, at: Sample.time)
        let grown = AuditLog(
            id: own.id, origin: own.origin, owner: own.owner, peer: own.peer, size: own.size + 1, peerOpening: nil,
            held: nil, predecessor: own.predecessor, isSucceeded: false, stoppedReason: nil)
        kept[1] = (grown, leaves + [AuditLeaf(index: own.size, type: 3, bytes: record.bytes, row: nil)])
    }
}
