import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing
import TransparencyLog

@testable import HotlineStore

@Suite("Committing batches")
struct CommitTests {
    @Test("what two nodes committed is read back the same")
    func readingBack() async throws {
        let line = try TestLine()
        let submissions = [try line.submission("one"), try line.submission(""), try line.submission("now", .flash)]
        let said = try await line.say(submissions)
        let taken = try await line.deliver(said)
        try await line.receipt(taken)

        for submission in submissions {
            let own = try present(line.alpha.store.message(submission.messageID, isOwn: true))
            let received = try present(line.beta.store.message(submission.messageID, isOwn: nil))
            #expect(own.signed == received.signed)
            #expect((own.isOwn, received.isOwn) == (true, false))
            #expect((own.peer, received.peer) == (line.beta.identity.name, line.alpha.identity.name))
            #expect((own.outcome, received.outcome) == (.delivered, .delivered))
            #expect(try line.alpha.store.body(of: own.rowID) == submission.body)
            #expect(try line.beta.store.body(of: received.rowID) == submission.body)
            #expect(said.statements.contains(own.durable))
            #expect(taken.statements.contains(received.durable))
            #expect(received.storedAt == taken.batch.time && received.receipt == nil)
        }
        #expect(try line.alpha.store.head(of: line.alphaLine.id) == line.alphaLedger.seal(at: line.time).head)
    }

    @Test("a stored receipt verifies offline against the statement's own bytes")
    func storedReceipt() async throws {
        let line = try TestLine()
        let said = try await line.say([try line.submission("one"), try line.submission("two")])
        let stored = try await line.receipt(try await line.deliver(said))
        for statement in said.statements {
            let own = try present(line.alpha.store.message(statement.signed.statement.messageID, isOwn: true))
            #expect(own.receiptStoredAt == stored.batch.time)
            let receipt = try Receipt(decoding: try present(own.receipt))
            let verified = try receipt.verify(
                leaves: [own.signed.leafHash], owner: line.beta.identity, peer: line.alpha.identity.name)
            #expect(verified.first?.head.head == (try line.beta.store.head(of: line.betaLine.id)))
        }
        #expect(try line.alpha.store.lines().first?.held?.head == line.beta.store.head(of: line.betaLine.id))
    }

    @Test("a receipt made from what was read back after a restart has the very same bytes")
    func sameReceipt() async throws {
        let line = try TestLine()
        let taken = try await line.deliver(try await line.say([try line.submission("a"), try line.submission("b")]))
        let before = try Receipt.issue(
            for: taken.statements, key: line.beta.key, hashes: line.beta.store.hashes(of: line.betaLine.id))
        try await line.deliver(try await line.say([try line.submission("later")]))
        try line.beta.close()
        try line.beta.reopen()
        let again = try taken.statements.map { statement in
            try present(
                line.beta.store.statement(
                    line: line.betaLine.id, isOwn: false, stream: statement.signed.statement.stream,
                    ordinal: statement.signed.statement.ordinal)
            ).durable
        }
        let after = try Receipt.issue(
            for: again, key: line.beta.key, hashes: line.beta.store.hashes(of: line.betaLine.id))
        #expect(again == taken.statements)
        #expect(after.bytes == before.bytes)
    }

    @Test("several batches of several lines are one transaction")
    func oneTransaction() async throws {
        let line = try TestLine()
        let gamma = try TestNode("gamma.example", seed: 0xC3)
        let second = try line.alpha.pin(gamma)
        var other = try line.alpha.ledger(second)
        let agreement = try present(Agreement.builtIn)
        try line.alphaLedger.issue(try line.submission("x"), agreement: agreement, key: line.alpha.key, at: line.time)
        try other.issue(try line.submission("y"), agreement: agreement, key: line.alpha.key, at: line.time)
        let good = line.alphaLedger.seal(at: line.tick())
        let batch = other.seal(at: line.time)
        // The same batch twice: the second does not follow the first, and all three are rolled back.
        await #expect(throws: StoreError.self) { try await line.alpha.store.commit([good, batch, batch]) }
        #expect(try line.alpha.store.head(of: line.alphaLine.id).size == 1)
        #expect(try await line.alpha.store.commit([good, batch]).count == 2)
        #expect(try line.alpha.store.head(of: second.id) == batch.head)
        #expect(try await line.alpha.store.commit([]) == [])
    }

    @Test("a batch that does not follow the log is refused as a conflict and changes nothing")
    func outOfStep() async throws {
        let line = try TestLine()
        let before = line.alphaLedger
        let said = try await line.say([try line.submission("one")])
        await #expect(throws: StoreError.self) { try await line.alpha.store.commit([said.batch]) }
        line.alphaLedger = before
        await #expect(throws: StoreError.self) { try await line.say([try line.submission("fork")]) }
        #expect(try line.alpha.store.head(of: line.alphaLine.id) == said.batch.head)
    }

    @Test("a second statement at one (stream, epoch, sequence) is refused by the database itself")
    func sequenceReuse() async throws {
        let line = try TestLine()
        let said = try await line.say([try line.submission("one")])
        // A ledger that lost its tails but not its tree numbers from 1 again.
        var state = line.alphaLedger.state
        state.ownTails = [:]
        line.alphaLedger = LineLedger(
            local: line.alpha.identity, peer: line.beta.identity, opening: line.alphaLine.opening,
            epoch: line.alpha.store.epoch, state: state)
        await #expect(throws: StoreError.self) { try await line.say([try line.submission("two")]) }
        #expect(try line.alpha.store.head(of: line.alphaLine.id) == said.batch.head)
    }

    @Test("a second own statement under one message id is refused by the database itself")
    func messageIDReuse() async throws {
        let line = try TestLine()
        let submission = try line.submission("one")
        try await line.say([submission])
        let before = line.alphaLedger
        await #expect(throws: StoreError.self) { try await line.say([submission]) }
        line.alphaLedger = before
        try await line.say([try line.submission("other")])
    }

    @Test("a peer's repeated message is logged once more without a body, and the delivered one is found and listed")
    func repeated() async throws {
        let line = try TestLine()
        let submission = try line.submission("one")
        try await line.deliver(try await line.say([submission]))
        let again = try line.issuedAgain(submission, in: try TestNode.epoch(9, 9))
        #expect(try line.betaLedger.take(again, outcome: .repeated))
        let taken = try await TestLine.commit(line.betaLedger.seal(at: line.tick()), line.beta)

        let (store, id) = (line.beta.store, line.betaLine.id)
        let messages = try store.peerMessages(line: id, ids: [submission.messageID])
        #expect(messages[submission.messageID]?.outcome == .delivered)
        #expect(try store.messages(MessageQuery()).map(\.outcome) == [.delivered])
        let (stream, ordinal) = (again.statement.stream, again.statement.ordinal)
        let stored = try present(store.statement(line: id, isOwn: false, stream: stream, ordinal: ordinal))
        #expect(stored.outcome == .repeated && stored.durable == taken.statements.first)
        #expect(try store.body(of: stored.rowID) == nil)
    }

    @Test("a peer that goes back to an epoch of before is refused by the database itself")
    func epochReuse() async throws {
        let line = try TestLine()
        let first = try line.submission("one")
        try await line.deliver(try await line.say([first]))
        let second = try line.issuedAgain(try line.submission("two"), in: try TestNode.epoch(9, 9))
        _ = try line.betaLedger.take(second, outcome: .repeated)
        _ = try await TestLine.commit(line.betaLedger.seal(at: line.tick()), line.beta)
        let head = try line.beta.store.head(of: line.betaLine.id)
        let third = try line.issuedAgain(
            try line.submission("three"), in: line.alpha.store.epoch, after: second.signed)
        _ = try line.betaLedger.take(third, outcome: .repeated)
        let batch = line.betaLedger.seal(at: line.tick())
        await #expect(throws: StoreError.self) { try await line.beta.store.commit([batch]) }
        #expect(try line.beta.store.head(of: line.betaLine.id) == head)
    }

    @Test("a refused statement is logged with its code and keeps no body")
    func refused() async throws {
        let line = try TestLine()
        let submission = try line.submission("one")
        let taken = try await line.deliver(try await line.say([submission])) { _, _ in .refused(.unknownKind) }
        let stored = try present(line.beta.store.message(submission.messageID, isOwn: false))
        #expect(stored.outcome == .refused(.unknownKind))
        #expect(stored.durable == taken.statements.first)
        #expect(try line.beta.store.body(of: stored.rowID) == nil)
    }

    @Test("a receipt for a statement that is not there is refused as a conflict")
    func strayReceipt() async throws {
        let line = try TestLine()
        let other = try TestLine()
        let taken = try await other.deliver(try await other.say([try other.submission("one")]))
        let statements = taken.statements
        let receipt = try Receipt.issue(
            for: statements, key: other.beta.key, hashes: other.beta.store.hashes(of: other.betaLine.id))
        let verified = try receipt.verify(
            leaves: statements.map(\.signed.leafHash), owner: other.beta.identity, peer: other.alpha.identity.name)
        line.alphaLedger.take(
            zip(statements, verified).map {
                ReceiptRecord(for: $0.signed.statement, receipt: $1)
            })
        let batch = line.alphaLedger.seal(at: line.tick())
        await #expect(throws: StoreError.conflict("a receipt for a statement that is not there")) {
            try await line.alpha.store.commit([batch])
        }
    }

    @Test("cancelling the task does not interrupt a commit")
    func cancellation() async throws {
        let line = try TestLine()
        let agreement = try present(Agreement.builtIn)
        try line.alphaLedger.issue(try line.submission("x"), agreement: agreement, key: line.alpha.key, at: line.time)
        let batch = line.alphaLedger.seal(at: line.tick())
        let store = line.alpha.store
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.commit([batch])
        }
        #expect(try await task.value.first?.batch == batch)
    }

    @Test("the write-ahead log is moved into the database when it is long, and stays near its limit")
    func writeAheadLog() async throws {
        let line = try TestLine()
        let wal = line.alpha.home.database + "-wal"
        var largest = 0
        for _ in 0..<24 {
            try await line.say([try line.submission(String(repeating: "x", count: 1 << 20))])
            largest = max(largest, DatabaseFile.size(wal))
        }
        #expect(largest > StoreLimits.writeAheadBytes && largest < StoreLimits.writeAheadBytes + 3 << 20)
    }

    @Test("after a failed write nothing more is written, nor closed")
    func failed() async throws {
        let line = try TestLine()
        try line.alpha.store.pool.close()
        let submission = try line.submission("x")
        for _ in 0..<2 {
            let error = await #expect(throws: StoreError.self) { try await line.say([submission]) }
            guard case .failed = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        let error = #expect(throws: StoreError.self) { try line.alpha.store.close() }
        guard case .failed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
