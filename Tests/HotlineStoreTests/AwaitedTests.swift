import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("Awaited acknowledgements")
struct AwaitedTests {
    @Test("an acknowledgement is awaited from each side's own commit until one comes, the one due first at the start")
    func awaiting() async throws {
        let line = try TestLine()
        var (slow, fast, plain) = (try line.submission("s"), try line.submission("f"), try line.submission("p"))
        (slow.acknowledgeBy, fast.acknowledgeBy) = (3600, 60)
        plain.acknowledgeBy = nil
        try await line.deliver(try await line.say([slow, fast, plain]))
        for node in [line.alpha, line.beta] {
            let waiting = try awaited(node.store)
            #expect(waiting.map(\.messageID) == [fast.messageID, slow.messageID])
            #expect(waiting.map(\.isOwn) == [node === line.alpha, node === line.alpha])
            #expect(waiting.map(\.peer.text) == Array(repeating: line.other(node).identity.name.text, count: 2))
            let stored = try present(node.store.message(fast.messageID, isOwn: nil))
            #expect(waiting[0].position.rowID == stored.rowID && waiting[0].line == stored.line)
            #expect(waiting[0].position.due.milliseconds == stored.storedAt.milliseconds + 60_000)
        }
        try await line.deliverBack(try await line.answer([try line.accepting(fast), try line.refusing(slow)]))
        for (store, id) in [(line.alpha.store, line.alphaLine.id), (line.beta.store, line.betaLine.id)] {
            #expect(try awaited(store).isEmpty)
            let decisions = try store.replies(to: fast.messageID, line: id)
            #expect(decisions.map(\.signed.statement.details.decision) == [.accepted])
            #expect(try store.replies(to: slow.messageID, line: id).map(\.signed.statement.kind) == [.refusal])
            #expect(try store.replies(to: plain.messageID, line: id).isEmpty)
        }
    }

    @Test("another kind in reply, and one's own, does not end the wait")
    func notAnswered() async throws {
        let line = try TestLine()
        var asked = try line.submission("asked")
        asked.acknowledgeBy = 60
        try await line.deliver(try await line.say([asked]))
        try await line.say([try line.accepting(asked)])
        var message = try line.submission("later")
        message.inReplyTo = asked.messageID
        try await line.deliverBack(try await line.answer([message]))
        #expect(try awaited(line.alpha.store).count == 1)
        #expect(try line.alpha.store.replies(to: asked.messageID, line: line.alphaLine.id).count == 2)
    }

    @Test("a refused statement that asks for an acknowledgement is not awaited")
    func refused() async throws {
        let line = try TestLine()
        var asked = try line.submission("asked")
        asked.acknowledgeBy = 60
        try await line.deliver(try await line.say([asked])) { _, _ in .refused(.unknownKind) }
        #expect(try awaited(line.beta.store).isEmpty)
    }

    @Test("more messages than one page holds, due at the same time, are walked one by one and counted")
    func manyAtOnce() async throws {
        let line = try TestLine()
        let count = StoreLimits.pageRows + 1
        for _ in 0..<count / 91 {
            try await line.say(try (0..<91).map { _ in try line.asking(60) })
        }
        let store = line.alpha.store
        try store.write { try $0.run("UPDATE statement SET awaited_until = 5000") }
        #expect(count == 1001)
        #expect(try awaited(store).map(\.position.rowID) == (1...Int64(count)).map(\.self))
        let id = line.alphaLine.id
        #expect(try store.overdueCount(line: id, at: UTCTime(milliseconds: 5000)) == count)
        #expect(try store.overdueCount(line: id, at: UTCTime(milliseconds: 4999)) == 0)
        #expect(try store.overdueCount(line: LineID(rawValue: id.rawValue + 1), at: line.time) == 0)
        #expect(try store.newestRow() == Int64(count))
    }

    @Test("only the rows of the span are looked at")
    func spans() async throws {
        let line = try TestLine()
        let store = line.alpha.store
        #expect(try store.newestRow() == 0)
        try await line.say(try [60, 30, 90].map(line.asking) + [try line.submission("plain")])
        let all = try awaited(store).map(\.position)
        #expect(all.map(\.rowID) == [2, 1, 3])
        #expect(try store.nextAwaited(after: .start, in: RowSpan(after: 0, through: 1))?.position == all[1])
        #expect(try store.nextAwaited(after: .start, in: RowSpan(after: 2, through: 4))?.position == all[2])
        #expect(try store.nextAwaited(after: all[1], in: RowSpan(after: 0, through: 2)) == nil)
        #expect(try store.earliestAwaited(in: RowSpan(after: 0, through: 4)) == all[0])
        #expect(try store.earliestAwaited(in: RowSpan(after: 2, through: 4)) == all[2])
        #expect(try store.earliestAwaited(in: RowSpan(after: 3, through: 4)) == nil)
    }

    @Test("what a removed line awaits raises no alarm, and does again when the peer is pinned again")
    func removed() async throws {
        let line = try TestLine()
        try await line.say([try line.asking(60)])
        try line.alpha.store.removeLine(line.alphaLine.id, at: line.time)
        #expect(try awaited(line.alpha.store).isEmpty)
        _ = try line.alpha.pin(line.beta)
        #expect(try awaited(line.alpha.store).count == 1)
    }

    @Test("a damaged statement does not keep its alarm back")
    func damaged() async throws {
        let line = try TestLine()
        try await line.say([try line.asking(60)])
        try line.alpha.store.write { try $0.run("UPDATE leaf SET bytes = x'80' WHERE leaf_index = 1") }
        #expect(try awaited(line.alpha.store).count == 1)
    }

    @Test("each query finds its rows through its index, and sorts none of what is awaited")
    func plans() async throws {
        let line = try TestLine()
        let next = try line.alpha.store.plan(of: AwaitedQuery.next)
        #expect(next.count == 2)
        #expect(next[0].contains("INDEX statement_awaited ") && next[0].contains(">"), "\(next)")
        #expect(next[1].contains("SEARCH line USING INTEGER PRIMARY KEY"), "\(next)")
        let earliest = try line.alpha.store.plan(of: AwaitedQuery.earliest)
        #expect(earliest.first?.contains("SEARCH statement USING INTEGER PRIMARY KEY") == true, "\(earliest)")
        let overdue = try line.alpha.store.plan(of: AwaitedQuery.overdue)
        #expect(overdue.first?.contains("COVERING INDEX statement_overdue") == true, "\(overdue)")
    }

    /// All that a store awaits, walked with the cursor.
    private func awaited(_ store: SQLiteStore) throws -> [AwaitedMessage] {
        let rows = RowSpan(after: 0, through: try store.newestRow())
        var (found, position): ([AwaitedMessage], AwaitedPosition) = ([], .start)
        while let next = try store.nextAwaited(after: position, in: rows) {
            found.append(next)
            position = next.position
        }
        return found
    }
}

extension TestLine {
    fileprivate func other(_ node: TestNode) -> TestNode { node === alpha ? beta : alpha }

    /// A message that asks for an acknowledgement.
    fileprivate func asking(_ seconds: UInt32) throws -> Submission {
        var asked = try submission("asked")
        asked.acknowledgeBy = seconds
        return asked
    }

    fileprivate func accepting(_ asked: Submission) throws -> Submission {
        var decision = try submission("", kind: .acknowledgement)
        decision.inReplyTo = asked.messageID
        decision.details = try present(StatementDetails(decision: .accepted, officer: "duty"))
        return decision
    }

    fileprivate func refusing(_ asked: Submission) throws -> Submission {
        var refusal = try submission("", kind: .refusal)
        refusal.inReplyTo = asked.messageID
        refusal.details = StatementDetails(refusal: .malformedBody)
        return refusal
    }
}

extension SQLiteStore {
    /// How SQLite goes about a query, a line a step.
    fileprivate func plan(of sql: String) throws -> [String] {
        let unset = StatementArguments([Int64](repeating: 0, count: sql.count { $0 == "?" }))
        return try read { database in
            try database.all("EXPLAIN QUERY PLAN \(sql)", unset) { row in
                _ = (try row.integer(), try row.integer(), try row.integer())
                return try row.text()
            }
        }
    }
}
