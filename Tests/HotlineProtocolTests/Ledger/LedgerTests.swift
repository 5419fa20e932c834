import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineProtocol

@Suite("Ledger of a line")
struct LedgerTests {
    @Test("a new log begins with entry 0 alone, so that no receipt stands on a one-leaf tree")
    func opens() throws {
        let (alpha, _) = try newParties()
        #expect(alpha.head.size == 1)
        #expect(alpha.head.root == alpha.opening.leafHash)
        #expect(alpha.leaves.map(\.content) == [.opening(alpha.opening)])
        #expect(alpha.hashes.stored == [alpha.opening.leafHash])
        var new = LineLedger(new: alpha.opening, epoch: alpha.ledger.epoch)
        #expect(new.seal(at: Sample.time).head == alpha.head)
        #expect(new.state == alpha.ledger.state)
    }

    @Test("own statements are numbered densely from 1 in each stream and chained")
    func dense() throws {
        var (alpha, _) = try newParties()
        let (routine, flash) = (try Sample.stream(), try Sample.stream("csirt", .flash))
        for number in 1...6 {
            alpha.submit(try Sample.submission(UInt64(number), stream: number % 2 == 0 ? flash : routine))
            if number % 3 == 0 { try alpha.commit() }
        }
        for stream in [routine, flash] {
            let signed = alpha.own.map(\.durable.signed).filter { $0.statement.stream == stream }
            #expect(signed.map(\.statement.ordinal.sequence) == [1, 2, 3])
            #expect(signed.map(\.statement.previous) == [.zero, signed[0].digest, signed[1].digest])
        }
    }

    @Test("a new epoch restarts at 1 and its first statement names the stream's last, across any number of epochs")
    func epochs() throws {
        var (alpha, beta) = try newParties()
        for epoch in UInt8(1)...4 {
            try alpha.reopen(epoch: Sample.epoch(epoch))
            for number in 1...2 { alpha.submit(try Sample.submission(UInt64(epoch) * 10 + UInt64(number))) }
            try alpha.commit()
        }
        let signed = alpha.own.map(\.durable.signed)
        #expect(signed.map(\.statement.ordinal.sequence) == [1, 2, 1, 2, 1, 2, 1, 2])
        #expect(signed.map(\.statement.previous) == [.zero] + signed.dropLast().map(\.digest))
        try connect(&alpha, &beta)
        try pump(&alpha, &beta)
        #expect(beta.delivered.map(\.messageID) == signed.map(\.statement.messageID))
    }

    private func verified(_ party: MemoryParty, _ index: Int) throws -> VerifiedStatement {
        try VerifiedStatement(
            verifying: party.own[index].durable.signed, sender: party.identity.line, recipient: party.peer.name)
    }

    private func delivered(_ party: MemoryParty, _ index: Int) -> Outcome { .delivered(.whole(party.own[index].body)) }

    @Test("the next statement of a stream is taken, an earlier one is not, and one out of order is refused")
    func takes() throws {
        var alpha = try newParties().0
        let beta = try newParties().1
        for number in 1...4 { alpha.submit(try Sample.submission(UInt64(number))) }
        try alpha.commit()
        var ledger = beta.ledger
        #expect(throws: LedgerError.outOfOrder) {
            try ledger.take(try verified(alpha, 1), outcome: delivered(alpha, 1))
        }
        #expect(try ledger.take(verified(alpha, 0), outcome: delivered(alpha, 0)))
        #expect(!(try ledger.take(verified(alpha, 0), outcome: delivered(alpha, 0))))
        #expect(throws: LedgerError.outOfOrder) {
            try ledger.take(try verified(alpha, 2), outcome: delivered(alpha, 2))
        }
        #expect(try ledger.take(verified(alpha, 1), outcome: .refused(.unknownKind)))
        #expect(try ledger.take(verified(alpha, 2), outcome: .repeated))
        let batch = ledger.seal(at: Sample.time)
        #expect(batch.entries.map(\.index) == [1, 2, 3])
        #expect(batch.head.size == 4)
    }

    @Test("a discarded copy leaves no trace: a batch that the store had no room for never was")
    func valueSemantics() throws {
        var (alpha, _) = try newParties()
        alpha.submit(try Sample.submission(1))
        try alpha.commit()
        let before = alpha.ledger.state
        var discarded = alpha.ledger
        try discarded.issue(
            Sample.submission(2), agreement: Agreement.builtIn, key: alpha.identity.key, at: Sample.time)
        _ = discarded.seal(at: Sample.time)
        #expect(alpha.ledger.state == before)
        alpha.submit(try Sample.submission(3))
        try alpha.commit()
        let last = try #require(alpha.own.last).durable.signed.statement
        #expect(last.ordinal.sequence == 2)
        #expect(last.previous == alpha.own[0].durable.signed.digest)
    }

    @Test("a batch names the stored hashes that its leaves complete, and they lead to its head")
    func hashes() throws {
        var (alpha, _) = try newParties()
        for round in 1...9 {
            for number in 0..<round { alpha.submit(try Sample.submission(UInt64(round * 100 + number))) }
            let stored = UInt64(alpha.hashes.stored.count)
            let batch = try #require(try alpha.commit()).batch
            #expect(batch.firstPosition == stored)
            #expect(UInt64(alpha.hashes.stored.count) == MerkleTree.storedCount(size: batch.head.size))
            #expect(batch.head.root == (try MerkleTree.root(size: batch.head.size, reader: alpha.hashes)))
        }
    }

    @Test("a ledger goes on from a state read back where the one before stood")
    func reopens() throws {
        var (alpha, beta) = try liveParties()
        for number in 1...3 { alpha.submit(try Sample.submission(UInt64(number))) }
        beta.submit(try Sample.submission(9))
        try pump(&alpha, &beta)
        let state = alpha.ledger.state
        try alpha.reopen(epoch: alpha.ledger.epoch)
        #expect(alpha.ledger.state == state)
    }

    @Test("a batch logs the largest head that its receipts brought, once, and holds it")
    func sealsHead() throws {
        var (alpha, beta) = try liveParties()
        for number in 1...3 {
            alpha.submit(try Sample.submission(UInt64(number)))
            try alpha.commit()
            try carry(from: &alpha, to: &beta)
            try beta.commit()
        }
        try carry(from: &beta, to: &alpha)
        let batch = try #require(try alpha.commit()).batch
        #expect(batch.receipts.count == 3)
        let heads = batch.entries.map(\.content)
        let newest = try #require(batch.receipts.map(\.receipt.head).max { $0.head.size < $1.head.size })
        #expect(heads == [.peerHead(newest)])
        #expect(batch.held == newest)
        #expect(alpha.ledger.state.held == newest)
    }

    @Test("receipts under a head that is held already add nothing to the log")
    func heldHead() throws {
        let fixture = try LogFixture()
        var ledger = fixture.alpha.ledger
        let old = try #require(fixture.alpha.own[0].receipt)
        let statement = fixture.alpha.own[0].durable.signed.statement
        ledger.take([ReceiptRecord(for: statement, receipt: old)])
        let batch = ledger.seal(at: Sample.time)
        #expect(batch.entries.isEmpty)
        #expect(batch.hashes.isEmpty)
        #expect(batch.receipts.count == 1)
        #expect(batch.head.size == fixture.alpha.head.size)
        #expect(batch.held == fixture.alpha.ledger.state.held)
    }

    @Test("a media type or language out of its form is refused by name, and the ledger stays as it was")
    func refuses() throws {
        let (alpha, _) = try newParties()
        var ledger = alpha.ledger
        var submission = try Sample.submission(1)
        submission.mediaType = "text"
        #expect(throws: LedgerError.statement(.malformed("media type or language"))) {
            try ledger.issue(submission, agreement: Agreement.builtIn, key: alpha.identity.key, at: Sample.time)
        }
        #expect(ledger.state == alpha.ledger.state)
    }

    @Test("a retry is the same when it asks for the same, whatever its salt, and another when anything differs")
    func sameSubmission() throws {
        var (alpha, _) = try newParties()
        var submission = try Sample.submission(1)
        submission.language = "en"
        submission.acknowledgeBy = 60
        alpha.submit(submission)
        try alpha.commit()
        let statement = alpha.own[0].durable.signed.statement
        let salt = alpha.own[0].body.salt
        var retry = submission
        retry.body = try Sample.body(submission.body.content, salt: 0x77)
        #expect(retry.isSame(as: statement, salt: salt))
        let changes: [(inout Submission) throws -> Void] = [
            { $0.messageID = try Sample.messageID(2) }, { $0.stream = try Sample.stream("nrrc") },
            { $0.kind = .refusal }, { $0.tlp = .red }, { $0.body = try Sample.body([1]) },
            { $0.mediaType = "text/html" }, { $0.language = nil }, { $0.inReplyTo = try Sample.messageID(3) },
            { $0.acknowledgeBy = 61 }, { $0.details.code = "x" },
        ]
        for change in changes {
            var other = submission
            try change(&other)
            #expect(!other.isSame(as: statement, salt: salt))
        }
    }
}
