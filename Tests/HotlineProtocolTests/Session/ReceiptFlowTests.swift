import COSE
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Receipts in a session")
struct ReceiptFlowTests {
    var alpha: MemoryParty
    var beta: MemoryParty

    init() throws {
        (alpha, beta) = try liveParties()
    }

    /// Alpha says so many, beta has committed them, and this is the receipt frame that alpha has not seen.
    private mutating func awaited(_ count: Int) throws -> ReceiptFrame {
        for number in 1...count { alpha.submit(try Sample.submission(UInt64(number))) }
        try alpha.commit()
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        return try #require(try beta.pull()?.receipt ?? nil)
    }

    @Test("statements of one batch share one signature, in receipts of at most 32")
    mutating func shared() throws {
        for number in 1...70 { alpha.submit(try Sample.submission(UInt64(number))) }
        try alpha.commit()
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        let frames = try beta.pullAll()
        #expect(frames.map(\.word) == ["receipt×32", "receipt×32", "receipt×6"])
        let receipts = frames.compactMap(\.receipt)
        #expect(Set(receipts.map(\.receipt.cose.signature)).count == 1)
        #expect(receipts.map { $0.consistency == nil } == [false, true, true], "one path a head")
        for frame in frames { try alpha.receive(frame) }
        try alpha.commit()
        #expect(alpha.unreceipted.isEmpty)
    }

    @Test("statements of two batches come in two receipts")
    mutating func batches() throws {
        for number in UInt64(1)...2 {
            try alpha.say(Sample.submission(number))
            try carry(from: &alpha, to: &beta)
            try beta.commit()
        }
        let frames = try beta.pullAll()
        #expect(frames.map(\.word) == ["receipt×1", "receipt×1"])
        for frame in frames { try alpha.receive(frame) }
        try alpha.commit()
        #expect(alpha.unreceipted.isEmpty)
    }

    @Test("a receipt for a statement that was not sent is a violation")
    mutating func notSent() throws {
        let receipt = try awaited(1)
        let ordinal = try Sample.need(Ordinal(epoch: alpha.ledger.epoch, sequence: 2))
        let other = ReceiptFrame.Place(stream: try Sample.stream(), ordinal: ordinal)
        alpha.expectViolation(
            .receipt(ReceiptFrame(receipt: receipt.receipt, places: [other], consistency: receipt.consistency)))
    }

    @Test("a receipt that comes a second time is a violation")
    mutating func again() throws {
        let receipt = try awaited(1)
        try alpha.receive(.receipt(receipt))
        alpha.expectViolation(.receipt(receipt))
    }

    @Test("a statement named twice in one receipt is a violation")
    mutating func twice() throws {
        let receipt = try awaited(1)
        let doubled = try Receipt(
            head: SignedHead(signing: beta.head, key: beta.identity.key),
            inclusions: receipt.receipt.inclusions + receipt.receipt.inclusions)
        let frame = ReceiptFrame(
            receipt: doubled, places: receipt.places + receipt.places, consistency: receipt.consistency)
        alpha.expectViolation(.receipt(frame))
        try alpha.receive(.receipt(receipt))
    }

    @Test("a receipt whose places are swapped is a violation")
    mutating func swapped() throws {
        let receipt = try awaited(2)
        let frame = ReceiptFrame(
            receipt: receipt.receipt, places: receipt.places.reversed(), consistency: receipt.consistency)
        alpha.expectViolation(.receipt(frame))
    }

    @Test("a receipt that another key signed is a violation")
    mutating func otherKey() throws {
        let receipt = try awaited(1)
        let gamma = try TestIdentity.gamma()
        let forged = try SignedHead(signing: beta.head, key: gamma.key)
        let frame = ReceiptFrame(
            receipt: try Receipt(head: forged, inclusions: receipt.receipt.inclusions), places: receipt.places,
            consistency: receipt.consistency)
        alpha.expectViolation(.receipt(frame))
    }

    @Test("a receipt without the path from the head that is held stops the line, and both heads are kept")
    mutating func withoutPath() throws {
        let receipt = try awaited(1)
        let frame = ReceiptFrame(receipt: receipt.receipt, places: receipt.places, consistency: nil)
        let failure = #expect(throws: SessionFailure.self) { try alpha.receive(.receipt(frame)) }
        guard case .conflict(let conflict) = failure else { throw TestIdentity.Malformed() }
        #expect(conflict.reason == .fork)
        #expect(conflict.offered.head == beta.head)
        #expect(failure?.stopsLine == true)
    }

    @Test("a receipt under another log of the peer stops the line")
    mutating func otherLog() throws {
        let receipt = try awaited(1)
        let origin = try Sample.origin(beta.identity, alpha.identity, id: 0xEE)
        let head = Head(origin: origin, size: beta.head.size, root: beta.head.root, issuedAt: beta.head.issuedAt)
        let other = try Receipt(
            head: SignedHead(signing: head, key: beta.identity.key), inclusions: receipt.receipt.inclusions)
        let frame = ReceiptFrame(receipt: other, places: receipt.places, consistency: receipt.consistency)
        #expect(#expect(throws: SessionFailure.self) { try alpha.receive(.receipt(frame)) }?.stopsLine == true)
    }
}
