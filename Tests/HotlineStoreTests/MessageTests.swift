import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("Reading messages")
struct MessageTests {
    @Test("messages are listed newest first, in pages, by line, side and channel")
    func listing() async throws {
        let line = try TestLine()
        let texts = ["a", "b", "c", "d"]
        let submissions = try texts.map { try line.submission($0, channel: $0 == "c" ? "nrrc" : "csirt") }
        try await line.deliver(try await line.say(submissions))
        let reply = try line.submission("reply")
        try await line.deliverBack(try await line.answer([reply]))
        let store = line.alpha.store
        let ids = submissions.map(\.messageID)

        #expect(try Self.ids(store, MessageQuery()) == [reply.messageID] + ids.reversed())
        #expect(try Self.ids(store, MessageQuery(isOwn: true)) == ids.reversed())
        #expect(try Self.ids(store, MessageQuery(isOwn: false)) == [reply.messageID])
        #expect(try Self.ids(store, MessageQuery(channel: try present(ChannelName("nrrc")))) == [ids[2]])
        #expect(try Self.ids(store, MessageQuery(line: LineID(rawValue: 2))) == [])
        let page = try store.messages(MessageQuery(line: line.alphaLine.id, isOwn: true, limit: 2))
        #expect(page.map(\.signed.statement.messageID) == [ids[3], ids[2]])
        let rest = MessageQuery(line: line.alphaLine.id, isOwn: true, beforeRowID: page.last?.rowID, limit: 9)
        #expect(try Self.ids(store, rest) == [ids[1], ids[0]])
        #expect(try Self.ids(store, MessageQuery(limit: -1)) == [])
    }

    @Test("messages are found by their ids, each side apart")
    func byID() async throws {
        let line = try TestLine()
        let said = try line.submission("said")
        try await line.deliver(try await line.say([said]))
        let unknown = try line.nextID()
        #expect(try line.alpha.store.ownMessages(ids: [said.messageID, unknown]).keys.map(\.self) == [said.messageID])
        #expect(try line.beta.store.ownMessages(ids: [said.messageID]).isEmpty)
        #expect(try line.beta.store.peerMessages(line: line.betaLine.id, ids: [said.messageID, unknown]).count == 1)
        #expect(try line.beta.store.peerMessages(line: LineID(rawValue: 2), ids: [said.messageID]).isEmpty)
        #expect(try line.alpha.store.message(said.messageID, isOwn: false) == nil)
        #expect(try line.alpha.store.message(unknown, isOwn: nil) == nil)
        #expect(try line.alpha.store.body(of: 99) == nil)
    }

    @Test("what has no receipt is given in order of its stream, and what has one is given no more")
    func unreceipted() async throws {
        let line = try TestLine()
        let (store, id, routine) = (line.alpha.store, line.alphaLine.id, try stream("csirt", .routine))
        let first = try await line.say([try line.submission("1"), try line.submission("f", .flash)])
        try await line.say([try line.submission("2"), try line.submission("3")])
        let waiting = try store.unreceipted(line: id, stream: routine, afterRowID: 0, limit: 10) { _ in nil }
        #expect(waiting.map(\.signed.statement.ordinal.sequence) == [1, 2, 3])
        let next = try store.unreceipted(line: id, stream: routine, afterRowID: waiting[0].position, limit: 1) { _ in
            nil
        }
        #expect(next.map(\.signed.statement.ordinal.sequence) == [2])
        #expect(try store.queuedCount(line: id) == 4)
        #expect(try store.lastReceipted(line: id).isEmpty)

        let taken = try await line.deliver(first)
        try await line.receipt(taken)
        let rest = try store.unreceipted(line: id, stream: routine, afterRowID: 0, limit: 10) { _ in nil }
        #expect(rest.count == 2)
        #expect(try store.queuedCount(line: id) == 2)
        let last = try store.lastReceipted(line: id)
        #expect(Set(last.keys) == Set(first.statements.map(\.signed.statement.stream)))
        #expect(last[routine]?.rowID == waiting[0].position)
        // The same receipt again changes nothing.
        let before = try store.lastReceipted(line: id)
        try await line.receipt(taken)
        #expect(try store.lastReceipted(line: id) == before)
    }

    @Test("the unreceipted rows are found through their index")
    func index() async throws {
        let line = try TestLine()
        let plan = try line.alpha.store.read { database in
            try database.all(
                """
                EXPLAIN QUERY PLAN SELECT id FROM statement WHERE line = 1 AND is_own = 1 AND receipt_stored_at IS NULL
                    AND channel = 'csirt' AND precedence = 0 AND id > 0 ORDER BY id LIMIT 5
                """
            ) { row in
                _ = (try row.integer(), try row.integer(), try row.integer())
                return try row.text()
            }
        }
        #expect(plan.count == 1 && plan[0].contains("statement_unreceipted"))
    }

    @Test("a statement or body whose stored bytes changed is not handed out")
    func damaged() async throws {
        let line = try TestLine()
        let submission = try line.submission("content")
        try await line.say([submission])
        let message = try present(line.alpha.store.message(submission.messageID, isOwn: true))
        try line.alpha.store.write { try $0.run("UPDATE body SET content = x'00'") }
        #expect(throws: StoreError.self) { _ = try line.alpha.store.body(of: message.rowID) }
        try line.alpha.store.write { try $0.run("UPDATE statement SET digest = zeroblob(32)") }
        #expect(throws: StoreError.self) { _ = try line.alpha.store.message(submission.messageID, isOwn: true) }
        try line.alpha.store.write { try $0.run("UPDATE leaf SET bytes = x'80' WHERE leaf_index = 1") }
        #expect(throws: StoreError.self) { _ = try line.alpha.store.messages(MessageQuery()) }
    }

    private static func ids(_ store: SQLiteStore, _ query: MessageQuery) throws -> [MessageID] {
        try store.messages(query).map(\.signed.statement.messageID)
    }
}
