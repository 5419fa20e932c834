import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("A line after a lost connection")
struct ResumeTests {
    var alpha: MemoryParty
    var beta: MemoryParty

    init() throws {
        (alpha, beta) = try liveParties()
    }

    private mutating func reconnect() throws {
        alpha.disconnect()
        beta.disconnect()
        try connect(&alpha, &beta)
    }

    /// Both ends hold the same, and nothing waits.
    private mutating func expectSettled(_ count: Int) throws {
        try pump(&alpha, &beta)
        #expect(beta.delivered.map(\.messageID) == alpha.own.map(\.durable.signed.statement.messageID))
        #expect(beta.delivered.count == count)
        #expect(alpha.unreceipted.isEmpty)
    }

    @Test("where the receipt was lost, the statement comes without its body and gets the very same receipt")
    mutating func lostReceipt() throws {
        try alpha.say(Sample.submission(1, size: 40_000), Sample.submission(2))
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        let lost = try beta.pullAll().compactMap(\.receipt)
        try beta.say(Sample.submission(9))
        try reconnect()
        let repeated = try carry(from: &alpha, to: &beta)
        #expect(repeated.map(\.word) == ["repetition", "repetition"])
        let again = try beta.pullAll()
        #expect(again.compactMap(\.receipt).map(\.receipt.bytes) == lost.map(\.receipt.bytes))
        for frame in again { try alpha.receive(frame) }
        try expectSettled(2)
    }

    @Test("a statement that was sent and not committed comes again with its body, and is delivered once")
    mutating func uncommitted() throws {
        try alpha.say(Sample.submission(1))
        try carry(from: &alpha, to: &beta)
        try beta.reopen(epoch: Sample.epoch(2))
        try reconnect()
        #expect(try carry(from: &alpha, to: &beta).map(\.word) == ["statement"])
        try expectSettled(1)
    }

    @Test("a statement that arrived in the old session and is committed during the new one is delivered once")
    mutating func committedLate() throws {
        try alpha.say(Sample.submission(1))
        try carry(from: &alpha, to: &beta)
        try reconnect()
        try beta.commit()
        #expect(try beta.pullAll().isEmpty, "alpha has not sent it in this session")
        try carry(from: &alpha, to: &beta)
        try expectSettled(1)
    }

    @Test("a body that was cut off starts anew")
    mutating func midBody() throws {
        try alpha.say(Sample.submission(1, size: 100_000))
        for _ in 0..<3 { try beta.receive(try #require(try alpha.pull())) }
        try reconnect()
        #expect(try carry(from: &alpha, to: &beta).first?.word == "statement")
        try expectSettled(1)
    }

    @Test("some receipted, some held, some new: each comes as it has to")
    mutating func mixed() throws {
        try alpha.say(Sample.submission(1))
        try pump(&alpha, &beta)
        try alpha.say(Sample.submission(2), Sample.submission(3))
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        try alpha.say(Sample.submission(4))
        try reconnect()
        #expect(try carry(from: &alpha, to: &beta).map(\.word) == ["repetition", "repetition", "statement"])
        try expectSettled(4)
    }

    @Test("both sides restart in new epochs with statements unsent and receipts lost, and nothing is lost or doubled")
    mutating func restarts() throws {
        for round in UInt8(1)...5 {
            alpha.submit(try Sample.submission(UInt64(round) * 2))
            try alpha.commit()
            try carry(from: &alpha, to: &beta)
            if round.isMultiple(of: 2) { try beta.commit() }
            alpha.submit(try Sample.submission(UInt64(round) * 2 + 1))
            try alpha.commit()
            try alpha.reopen(epoch: Sample.epoch(round))
            try beta.reopen(epoch: Sample.epoch(0x80 + round))
            try reconnect()
        }
        try expectSettled(10)
        #expect(Set(alpha.own.map(\.durable.signed.statement.ordinal)).count == 10)
    }

    @Test("a side that went back to an older copy learns it from the other's HELLO, and the line stops")
    mutating func restored() throws {
        try alpha.say(Sample.submission(1))
        try pump(&alpha, &beta)
        let backup = alpha
        try alpha.say(Sample.submission(2))
        try pump(&alpha, &beta)
        alpha = backup
        try alpha.reopen(epoch: Sample.epoch(7))
        let failure = #expect(throws: SessionFailure.self) { try reconnect() }
        #expect(failure?.stopsLine == true)
        #expect(beta.delivered.count == 2)
    }

    @Test("a peer that went back to an older copy is recognised, and the line stops")
    mutating func peerRestored() throws {
        try alpha.say(Sample.submission(1))
        try pump(&alpha, &beta)
        let backup = beta
        try alpha.say(Sample.submission(2))
        try pump(&alpha, &beta)
        beta = backup
        try beta.reopen(epoch: Sample.epoch(7))
        try alpha.connect()
        let failure = #expect(throws: SessionFailure.self) { try alpha.receive(.hello(try beta.hello())) }
        #expect(failure?.stopsLine == true)
        #expect(alpha.unreceipted.isEmpty)
    }

    @Test("a restored copy that went on by itself until its log was as long is found out at the first HELLO")
    mutating func forkOfEqualSize() throws {
        try alpha.say(Sample.submission(1))
        try pump(&alpha, &beta)
        var copy = beta
        try alpha.say(Sample.submission(2))
        try pump(&alpha, &beta)
        try copy.reopen(epoch: Sample.epoch(7))
        while copy.head.size < beta.head.size { try copy.say(Sample.submission(50 + copy.head.size)) }
        try alpha.connect()
        let failure = #expect(throws: SessionFailure.self) { try alpha.receive(.hello(try copy.hello())) }
        #expect(failure?.stopsLine == true)
    }

    @Test("two copies of one database that both talk are found out at the first receipt that does not extend")
    mutating func forkAtReceipt() throws {
        try beta.say(Sample.submission(40))
        try pump(&alpha, &beta)
        var copy = beta
        try copy.reopen(epoch: Sample.epoch(7))
        // The copy lives on alone, so that its log is longer than the one that alpha sees.
        for number in UInt64(60)...70 { try copy.say(Sample.submission(number)) }
        try alpha.say(Sample.submission(1))
        try pump(&alpha, &beta)
        let held = try #require(alpha.ledger.state.held)
        try alpha.connect()
        var hello = try copy.hello()
        // It knows what alpha was receipted from elsewhere; its log does not hold it.
        hello.streams = try beta.hello().streams
        try alpha.receive(.hello(hello))
        try alpha.say(Sample.submission(2))
        let offered = try #require(alpha.own.last).durable.signed
        _ = try alpha.pullAll()
        let receipt = try copy.forgedReceipt(for: offered, held: held.head.size)
        let failure = #expect(throws: SessionFailure.self) { try alpha.receive(.receipt(receipt)) }
        guard case .conflict(let conflict) = failure else { throw TestIdentity.Malformed() }
        #expect(conflict.reason == .fork)
        #expect(conflict.held == held)
    }
}
