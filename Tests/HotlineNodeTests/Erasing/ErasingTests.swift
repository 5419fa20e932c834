import HotlineStore
import HotlineTestSupport
import Logging
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

@Suite("Erasing through the commit service")
struct ErasingTests {
    private static let reason = ErasureReason.request(officer: "A. Ivanova", note: nil)

    private static func order(_ rows: [Int64]) -> ErasureOrder { ErasureOrder(rows: rows, reason: reason, bytes: 10) }

    private static func received(_ submission: Submission, _ bench: CommitBench) async throws -> StoredMessage {
        _ = try await bench.take(bench.says(submission, epoch: 0xA0).0)
        return try #require(try bench.store.message(submission.messageID, isOwn: false))
    }

    @Test("a body is erased once; asked again the answer is the same and the log has one record")
    func once() async throws {
        let bench = try await CommitBench()
        let message = try await Self.received(Fixed.submission(1), bench)
        async let one = bench.commits.erase(Self.order([message.rowID]), on: bench.line.id)
        async let two = bench.commits.erase(Self.order([message.rowID]), on: bench.line.id)
        let outcomes = [try await one, try await two]
        #expect(outcomes.count { $0.erased == [message.rowID] } == 1)
        #expect(outcomes.count { $0.obstacles == [message.rowID: .erased] } == 1)
        let third = try await bench.commits.erase(Self.order([message.rowID]), on: bench.line.id)
        #expect(third.erased.isEmpty && third.obstacles == [message.rowID: .erased])
        let leaves = try bench.store.leaves(of: bench.line.id, from: 0, limit: 10)
        #expect(leaves.count { $0.type == .erasure } == 1)
        #expect(try bench.store.erasure(of: message.rowID)?.isFinished == true)
    }

    @Test("what waits for a log that another follows is let go, and what is erased in it is recorded in the new one")
    func followed() async throws {
        let bench = try await CommitBench()
        let message = try await Self.received(Fixed.submission(1), bench)
        let opening = bench.line.opening
        let succession = Succession(
            predecessor: Predecessor(origin: opening.origin, size: 1, root: opening.leafHash), returned: [])
        let succeeded = try await bench.commits.succeed(bench.line.id, with: succession)
        let size = try bench.store.head(of: bench.line.id).size
        bench.commits.enqueue(.receipts(bench.line.id, session: 1, []))
        let outcome = try await bench.commits.erase(Self.order([message.rowID]), on: bench.line.id)
        #expect(outcome.erased == [message.rowID])
        try Self.expectRecord(of: message, in: succeeded.record.opening.origin, bench)
        #expect(try bench.store.head(of: bench.line.id).size == size)
        guard case .stored = try await bench.commits.submit(Fixed.submission(2), on: bench.line.id) else {
            Issue.record("not stored")
            return
        }
        #expect(try bench.store.message(Fixed.submission(2).messageID, isOwn: true)?.line == succeeded.record.id)
    }

    /// The record is in the new log and names the one that has the statement.
    private static func expectRecord(of message: StoredMessage, in log: LogOrigin, _ bench: CommitBench) throws {
        let erasure = try #require(try bench.store.erasure(of: message.rowID))
        #expect(erasure.isFinished && erasure.log == log)
        let line = try bench.store.newestLog(of: bench.line.id)
        let leaf = try #require(try bench.store.leaves(of: line, from: erasure.leafIndex, limit: 1).first)
        let record = try Erasure(verifying: leaf.bytes, owner: bench.beta.line, origin: log)
        #expect(record.log == bench.line.opening.origin && record.leaves == [message.leafIndex])
        #expect(try bench.store.body(of: message.rowID) == nil)
    }

    @Test(
        "a peer that is removed and added again after a recovery is spoken to in the new log's epoch, not in one of before"
    )
    func addedAgain() async throws {
        let bench = try await CommitBench()
        _ = try await bench.commits.submit(Fixed.submission(1), on: bench.line.id)
        let opening = bench.line.opening
        let predecessor = Predecessor(origin: opening.origin, size: 1, root: opening.leafHash)
        let succeeded = try await bench.commits.succeed(
            bench.line.id, with: Succession(predecessor: predecessor, returned: []))
        let record = succeeded.record
        await bench.commits.forget(record.id)
        let reopened = LineLedger(
            local: bench.beta.line, peer: bench.alpha.line, opening: record.opening, epoch: bench.store.epoch,
            state: try bench.store.ledgerState(of: record.id))
        await bench.commits.open(record.id, ledger: reopened, listener: bench.listener)
        guard case .stored(let said, _) = try await bench.commits.submit(Fixed.submission(2), on: record.id) else {
            Issue.record("not stored")
            return
        }
        #expect(said.signed.statement.ordinal.epoch == succeeded.ledger.epoch)
        #expect(said.signed.statement.ordinal.epoch != bench.store.epoch)
    }

    @Test("what may not go is named, and the rest of the order is done")
    func obstacles() async throws {
        let bench = try await CommitBench()
        var asking = try Fixed.submission(1)
        asking.acknowledgeBy = 1_000_000
        let (first, tail) = try bench.says(asking, epoch: 0xA0)
        _ = try await bench.take(first)
        let (second, last) = try bench.says(Fixed.submission(2), epoch: 0xA0, after: tail)
        _ = try await bench.take(second, refusal: .unknownKind)
        _ = try await bench.take(bench.says(Fixed.submission(3), epoch: 0xA0, after: last).0)
        _ = try await bench.commits.submit(Fixed.submission(4), on: bench.line.id)
        func row(_ number: UInt64, own: Bool = false) throws -> Int64 {
            try #require(try bench.store.message(Fixed.messageID(number), isOwn: own)).rowID
        }
        let rows = [try row(1), try row(2), try row(3), try row(4, own: true), 999]
        let outcome = try await bench.commits.erase(Self.order(rows), on: bench.line.id)
        #expect(outcome.erased == [rows[2]])
        #expect(outcome.obstacles[rows[1]] == .noBody && outcome.obstacles[999] == .noBody)
        #expect(outcome.obstacles[rows[3]] == .unreceipted)
        guard case .awaited = outcome.obstacles[rows[0]] else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test("a message of another line is not erased with this one's key and log")
    func otherLine() async throws {
        let bench = try await CommitBench()
        let message = try await Self.received(Fixed.submission(1), bench)
        let gamma = try TestIdentity.gamma()
        let other = try bench.store.addLine(
            peer: gamma.line, routes: [], key: bench.beta.key, at: Fixed.time, logID: [UInt8](repeating: 2, count: 8))
        let outcome = try await bench.commits.erase(Self.order([message.rowID]), on: other.id)
        #expect(outcome.erased.isEmpty && outcome.obstacles[message.rowID] == .noBody)
        #expect(try bench.store.body(of: message.rowID) != nil)
    }

    @Test("the line of a removed peer is erased from, too")
    func removedPeer() async throws {
        let bench = try await CommitBench()
        let message = try await Self.received(Fixed.submission(1), bench)
        try bench.store.removeLine(bench.line.id, at: Fixed.time)
        let commits = CommitService(
            store: bench.store, key: bench.beta.key, agreement: .builtIn, clock: NodeClock(), logger: .init(label: "t"))
        let outcome = try await commits.erase(Self.order([message.rowID]), on: bench.line.id)
        #expect(outcome.erased == [message.rowID])
    }

    @Test("a rule takes what is old enough, in bounded steps, names itself in the log, and leaves the rest")
    func retention() async throws {
        let bench = try await CommitBench()
        let testKind = try Fixed.need(KindName("test"))
        var tail: StreamTail?
        for number in 1...600 {
            var submission = try Fixed.submission(UInt64(number))
            submission.kind = number % 3 == 0 ? testKind : .message
            let (arrival, next) = try bench.says(submission, epoch: 0xA0, after: tail)
            bench.commits.enqueue(bench.item(arrival))
            tail = next
        }
        _ = try await bench.commits.submit(Fixed.submission(9999), on: bench.line.id)
        let rules = try #require(RetentionRules("csirt/message=7"))
        let kept = try bench.store.keptBodies(after: 0, limit: 1000)
        #expect(kept.count == 601)
        func pass(_ days: UInt64) -> RetentionPass {
            let newest = kept.map(\.storedAt.milliseconds).max() ?? 0
            return RetentionPass(
                rules: rules, store: bench.store, commits: bench.commits,
                time: UTCTime(milliseconds: newest + days * 86_400_000),
                sending: { [first = kept[0].rowID] rows in days == 7 ? Set(rows).subtracting([first]) : [] })
        }
        #expect(try await pass(6).run() == 0)
        // A body that is being sent stays until the next pass, whatever its age; the others of its order go.
        #expect(try await pass(7).run() == 1)
        #expect(try await pass(8).run() == 399)
        #expect(try await pass(8).run() == 0)
        let left = try bench.store.keptBodies(after: 0, limit: 1000)
        #expect(left.count == 201 && left.count { $0.kind == testKind } == 200)
        let leaves = try bench.store.leaves(of: bench.line.id, from: 0, limit: 1000).filter { $0.type == .erasure }
        let records = try leaves.map {
            try Erasure(verifying: $0.bytes, owner: bench.beta.line, origin: bench.line.opening.origin)
        }
        #expect(records.allSatisfy { $0.reason == .retention(rule: "csirt/message=7") })
        #expect(records.map(\.leaves.count).reduce(0, +) == 400)
        #expect(records.allSatisfy { $0.leaves.count <= Limits.erasedLeaves } && records.count >= 2)
    }

    @Test("steps keep within the leaves of a record and the bytes of a batch, and hold one line and one rule each")
    func steps() async throws {
        let bench = try await CommitBench()
        let rules = try #require(RetentionRules("*/test=1,*/*=2"))
        let pass = RetentionPass(
            rules: rules, store: bench.store, commits: bench.commits, time: UTCTime(milliseconds: 10 * 86_400_000),
            sending: { _ in [] })
        let small = try (1...300).map { try RetentionRulesTests.body($0) }
        #expect(pass.steps(small).map(\.order.rows.count) == [256, 44])
        let large = try (1...4).map { try RetentionRulesTests.body($0, size: Limits.batchBytes / 2) }
        #expect(pass.steps(large).map(\.order.rows.count) == [2, 2])
        let huge = try (1...2).map { try RetentionRulesTests.body($0, size: Limits.bodyBytes) }
        #expect(pass.steps(huge).map(\.order.rows.count) == [1, 1])
        let mixed = try [
            RetentionRulesTests.body(1), RetentionRulesTests.body(2, line: 2),
            RetentionRulesTests.body(3, kind: "notice"),
            RetentionRulesTests.body(4),
        ]
        #expect(pass.steps(mixed).map(\.order.rows) == [[3], [1, 4], [2]])
    }
}
