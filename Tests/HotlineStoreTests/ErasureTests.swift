import Foundation
import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing
import TransparencyLog

@testable import HotlineStore

@Suite("Erasing bodies")
struct ErasureTests {
    private static let longBytes = 3 * Limits.partBytes + 100

    @Test(
        "the bytes of content and salt are gone from the database and its log, and every proof holds",
        arguments: [40, 5000, longBytes])
    func gone(size: Int) async throws {
        let line = try TestLine()
        let (kept, marked) = (try Marked(line, size: 300), try Marked(line, size: size))
        let stored = try await line.exchange([kept.submission, marked.submission])
        #expect(try line.alpha.found(marked.marks) == marked.marks.count)
        let batch = try await line.erase([stored[1].leafIndex])
        #expect(try line.alpha.store.erasure(of: stored[1].rowID)?.isFinished == false)
        #expect(try line.alpha.store.finishErasing())
        #expect(try line.alpha.found(marked.marks) == 0)
        #expect(try line.alpha.found(kept.marks) == kept.marks.count)
        try Self.check(line, stored[1], batch)
        try line.alpha.close()
        #expect(try line.alpha.found(marked.marks) == 0)
        try line.alpha.reopen()
        try Self.check(line, stored[1], batch)
        #expect(try line.alpha.store.body(of: stored[0].rowID) == kept.submission.body)
    }

    /// The body is known to be erased, and statement, receipt and log are what they were.
    private static func check(_ line: TestLine, _ message: StoredMessage, _ batch: DurableBatch) throws {
        let store = line.alpha.store
        let erasure = try present(store.erasure(of: message.rowID))
        #expect(erasure.reason == .request(officer: "A. Ivanova", note: "request 17") && erasure.isFinished)
        #expect(erasure.leafIndex == batch.batch.entries[0].index && erasure.at == batch.batch.time)
        #expect(try store.body(of: message.rowID) == nil && store.keptBody(of: message.rowID) == nil)
        #expect(try store.bodyPart(0, of: message.rowID) == nil)
        let again = try present(store.message(message.signed.statement.messageID, isOwn: true))
        #expect(again == message)
        _ = try Receipt(decoding: present(again.receipt)).verify(
            leaves: [again.signed.leafHash], owner: line.beta.identity, peer: line.alpha.identity.name)
        let head = try store.head(of: line.alphaLine.id)
        #expect(head == batch.batch.head)
        let leaves = try store.leaves(of: line.alphaLine.id, from: 0, limit: 1000)
        var frontier = TreeFrontier()
        for leaf in leaves { _ = frontier.append(MerkleTree.leafHash(leaf.bytes)) }
        #expect(frontier.root == head.root && leaves.last?.type == .erasure)
    }

    @Test(
        "bodies of all sizes go in any order, and none leaves a copy of itself or of another one behind",
        arguments: [1, 2] as [UInt64])
    func anyOrder(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let line = try TestLine()
        var rest: [(message: StoredMessage, marks: [[UInt8]])] = []
        for _ in 0..<12 {
            let marked = try (0..<10).map { _ in try Marked(line, size: 20 + Int(random.next() % 3000)) }
            let stored = try await line.exchange(marked.map(\.submission))
            rest += zip(stored, marked).map { (message: $0, marks: $1.marks) }
        }
        var gone: [[UInt8]] = []
        rest.shuffle(using: &random)
        while !rest.isEmpty {
            let step = rest.prefix(1 + Int(random.next() % 12))
            rest.removeFirst(step.count)
            try await line.erase(Set(step.map(\.message.leafIndex)), because: .retention(rule: "*/*=1"))
            #expect(try line.alpha.store.finishErasing())
            gone += step.flatMap(\.marks)
            #expect(try line.alpha.found(gone) == 0)
        }
    }

    @Test(
        "a reader of what was before keeps the bytes in the log; until it is done the erasure is not said to be finished"
    )
    func reader() async throws {
        let line = try TestLine()
        let marked = try Marked(line, size: 5000)
        let stored = try present(try await line.exchange([marked.submission]).first)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: line.alpha.home.database, configuration: configuration)
        try other.inDatabase { database in
            try database.execute(sql: "BEGIN")
            _ = try database.first("SELECT count(*) FROM body") { try $0.integer() }
        }
        try await line.erase([stored.leafIndex])
        #expect(try !line.alpha.store.finishErasing())
        #expect(try line.alpha.store.erasure(of: stored.rowID)?.isFinished == false)
        #expect(line.alpha.store.unfinishedErasures == 1)
        try await line.say([try line.submission("the node goes on")])
        try other.inDatabase { try $0.execute(sql: "COMMIT") }
        #expect(try line.alpha.store.finishErasing())
        #expect(try line.alpha.store.erasure(of: stored.rowID)?.isFinished == true)
        #expect(try line.alpha.found(marked.marks) == 0 && line.alpha.store.unfinishedErasures == 0)
        try other.close()
    }

    @Test(
        "a kill after the commit or after the answer: the next start says erased, and the bytes are gone",
        arguments: [false, true])
    func killed(afterAnswer: Bool) async throws {
        let line = try TestLine()
        let marked = try Marked(line, size: Self.longBytes)
        let stored = try present(try await line.exchange([marked.submission]).first)
        try await line.erase([stored.leafIndex])
        if afterAnswer { #expect(try line.alpha.store.finishErasing()) }
        let crashed = try CopiedHome(crashed: line.alpha)
        if afterAnswer { #expect(try TestNode.found(marked.marks, in: crashed.home) == 0) }
        try crashed.look { (store: SQLiteStore) throws in
            #expect(try store.erasure(of: stored.rowID)?.isFinished == true)
            #expect(try TestNode.found(marked.marks, in: crashed.home) == 0)
        }
    }

    @Test("what has no receipt, no body, or was erased before is a conflict, and nothing is half done")
    func refused() async throws {
        let line = try TestLine()
        let marked = try [Marked(line, size: 40), Marked(line, size: 40)]
        let stored = try await line.exchange(marked.map(\.submission))
        let waiting = try present(try await line.say([try line.submission("still here")]).statements.first)
        let state = try line.alpha.store.ledgerState(of: line.alphaLine.id)
        // Entry 3 is the peer's head.
        for leaf in [waiting.leafIndex, 3] {
            await #expect(throws: StoreError.self) { try await line.erase([stored[0].leafIndex, leaf]) }
        }
        #expect(try line.alpha.store.ledgerState(of: line.alphaLine.id) == state)
        #expect(try line.alpha.store.body(of: stored[0].rowID) == marked[0].submission.body)
        #expect(line.alpha.store.unfinishedErasures == 0)
        try await line.erase([stored[0].leafIndex])
        await #expect(throws: StoreError.self) { try await line.erase([stored[0].leafIndex]) }
        #expect(try line.alpha.store.erasure(of: stored[1].rowID) == nil)
    }

    @Test("without space an erasure is refused as full, nothing of it is done, and the next one with space is")
    func full() async throws {
        let line = try TestLine()
        let stored = try await line.exchange(
            try (0..<Limits.proofsPerReceipt).map { try line.submission("body \($0)") })
        try FullDiskTests.limitPages(line.alpha.store, free: 0)
        let note = String(repeating: "n", count: Limits.erasureNoteBytes)
        var refused: StoredMessage?
        for message in stored where refused == nil {
            let state = try line.alpha.store.ledgerState(of: line.alphaLine.id)
            do {
                try await line.erase([message.leafIndex], because: .request(officer: "o", note: note))
            } catch StoreError.full {
                refused = message
                #expect(try line.alpha.store.ledgerState(of: line.alphaLine.id) == state)
            }
        }
        let message = try #require(refused)
        #expect(try line.alpha.store.erasure(of: message.rowID) == nil)
        #expect(try line.alpha.store.body(of: message.rowID) != nil)
        try FullDiskTests.limitPages(line.alpha.store, free: 1000)
        try await line.erase([message.leafIndex])
        #expect(try line.alpha.store.body(of: message.rowID) == nil)
    }

    @Test("a start refuses a body that its last batch says was erased, a missing row, and a record that was changed")
    func damaged() async throws {
        let changes = [
            "INSERT INTO body (statement, salt, content) SELECT statement, zeroblob(16), x'00' FROM erasure",
            "DELETE FROM erasure",
            "UPDATE leaf SET bytes = zeroblob(length(bytes)) WHERE type = 3",
        ]
        for change in changes {
            let line = try TestLine()
            let stored = try await line.exchange([try line.submission("x")])
            try await line.erase([stored[0].leafIndex])
            try line.alpha.close()
            try line.alpha.tamper { try $0.execute(sql: change) }
            #expect(throws: StoreError.self, "\(change)") { try line.alpha.openAgain() }
        }
    }

    @Test("a row that borrows another statement's record is damage, and explains no missing body")
    func borrowed() async throws {
        let line = try TestLine()
        let stored = try await line.exchange([try line.submission("x"), try line.submission("y")])
        try await line.erase([stored[0].leafIndex])
        _ = try await line.exchange([try line.submission("later")])
        try line.alpha.close()
        try line.alpha.tamper { database in
            try database.execute(sql: "DELETE FROM body WHERE statement = ?", arguments: [stored[1].rowID])
            try database.execute(
                sql: "INSERT INTO erasure SELECT ?, line, leaf_index, erased_at FROM erasure",
                arguments: [stored[1].rowID])
        }
        let store = try line.alpha.openAgain()
        #expect(try store.erasure(of: stored[0].rowID) != nil)
        #expect(throws: StoreError.self) { try store.erasure(of: stored[1].rowID) }
    }

    @Test("bodies that are kept are listed in order with what decides about them")
    func listed() async throws {
        let line = try TestLine()
        let long = try Marked(line, size: Self.longBytes)
        var asking = try line.submission("please decide", channel: "nrrc")
        asking.acknowledgeBy = 60
        let stored = try await line.exchange([long.submission, asking])
        try await line.say([try line.submission("waits")])
        let kept = try line.alpha.store.keptBodies(after: 0, limit: 10)
        #expect(kept.map(\.size) == [Self.longBytes, 13, 5])
        #expect(kept.map(\.isUnreceipted) == [false, false, true])
        #expect(kept.map(\.leafIndex).prefix(2) == stored.map(\.leafIndex)[...])
        #expect(kept.map { $0.awaitedUntil != nil } == [false, true, false])
        #expect(try line.alpha.store.keptBodies(after: kept[0].rowID, limit: 1) == [kept[1]])
    }
}
