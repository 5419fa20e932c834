import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Receipts of two sessions")
struct WitnessedReceiptTests {
    @Test("receipts say from which head they were witnessed, and only those that follow the held one fit the ledger")
    func fork() throws {
        var (alpha, beta) = try liveParties()
        // Another session that began at the same time has seen no more than entry 0.
        let before = alpha.ledger
        alpha.submit(try Sample.submission(1))
        try alpha.commit()
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        try carry(from: &beta, to: &alpha)
        let batch = try #require(try alpha.commit()).batch
        #expect(batch.receipts.map(\.witnessedFrom) == [nil])
        let held = try #require(alpha.ledger.state.held)
        #expect(before.holds(nil, before: held))
        #expect(alpha.ledger.holds(held, before: held))
        #expect(!alpha.ledger.holds(nil, before: held))
        // In the batch that is being built the newest head counts, not the one held before it.
        var building = before
        building.take(batch.receipts)
        #expect(building.holds(held, before: held) && !building.holds(nil, before: held))
    }

    @Test("where the peer has gone on in a new log, of which nothing is held, receipts of the former are not taken")
    func formerLog() throws {
        var (alpha, beta) = try liveParties()
        var ledger = alpha.ledger
        alpha.submit(try Sample.submission(1))
        try alpha.commit()
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        try carry(from: &beta, to: &alpha)
        try alpha.commit()
        let late = try #require(alpha.ledger.state.held)
        let next = try Sample.origin(beta.identity, alpha.identity, id: 0xEE)
        ledger.beginPeerLog(next)
        #expect(!ledger.holds(nil, before: late))
        let head = Head(origin: next, size: 1, root: .zero, issuedAt: 0)
        let new = try SignedHead(signing: head, key: beta.identity.key)
        #expect(ledger.holds(nil, before: new) && !ledger.holds(late, before: new))
    }
}
