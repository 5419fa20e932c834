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
        #expect(before.holds(nil))
        alpha.submit(try Sample.submission(1))
        try alpha.commit()
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        try carry(from: &beta, to: &alpha)
        let batch = try #require(try alpha.commit()).batch
        #expect(batch.receipts.map(\.witnessedFrom) == [nil])
        let held = try #require(alpha.ledger.state.held)
        #expect(alpha.ledger.holds(held))
        #expect(!alpha.ledger.holds(nil))
        // In the batch that is being built the newest head counts, not the one held before it.
        var building = before
        building.take(batch.receipts)
        #expect(building.holds(held) && !building.holds(nil))
    }
}
