import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Credit")
struct CreditTests {
    /// Two live parties; beta grants this, and alpha believes that it was granted that.
    private func parties(
        granted: (messages: UInt64, bytes: UInt64), believed: (messages: UInt64, bytes: UInt64)? = nil
    ) throws -> (MemoryParty, MemoryParty) {
        var (alpha, beta) = try newParties()
        var hello = try beta.hello()
        (hello.creditMessages, hello.creditBytes) = granted
        try alpha.connect()
        try beta.connect(hello: hello)
        try beta.receive(try #require(try alpha.pull()))
        _ = try beta.pull()
        (hello.creditMessages, hello.creditBytes) = believed ?? granted
        try alpha.receive(.hello(hello))
        return (alpha, beta)
    }

    private func cost(_ party: MemoryParty, _ index: Int) -> UInt64 {
        let signed = party.own[index].durable.signed
        return UInt64(signed.bytes.count + signed.statement.body.size)
    }

    @Test("never more statements than granted are on the way, and receipts free the credit")
    func messages() throws {
        var (alpha, beta) = try parties(granted: (3, 1 << 20))
        for number in 1...8 { alpha.submit(try Sample.submission(UInt64(number))) }
        try alpha.commit()
        var sent: [Int] = []
        while !alpha.unreceipted.isEmpty {
            sent.append(try carry(from: &alpha, to: &beta).count)
            try beta.commit()
            try carry(from: &beta, to: &alpha)
            try alpha.commit()
        }
        #expect(sent == [3, 3, 2])
        #expect(beta.delivered.count == 8)
    }

    @Test("never more bytes than granted are on the way")
    func bytes() throws {
        var (probe, _) = try newParties()
        try probe.say(Sample.submission(1, size: 1000))
        let one = cost(probe, 0)
        for (granted, expected) in [(8 * one, 2), (8 * one - 1, 1), (12 * one, 3)] {
            var (alpha, _) = try parties(granted: (256, granted))
            for number in 1...4 { alpha.submit(try Sample.submission(UInt64(number), size: 1000)) }
            try alpha.commit()
            #expect(try alpha.pullAll().count == expected)
        }
    }

    @Test("receipts free the bytes")
    func bytesFreed() throws {
        var (probe, _) = try newParties()
        try probe.say(Sample.submission(1, size: 1000))
        var (alpha, beta) = try parties(granted: (256, 8 * cost(probe, 0)))
        for number in 1...6 { alpha.submit(try Sample.submission(UInt64(number), size: 1000)) }
        try alpha.commit()
        var sent: [Int] = []
        while !alpha.unreceipted.isEmpty, sent.count < 6 {
            sent.append(try carry(from: &alpha, to: &beta).count)
            try beta.commit()
            try carry(from: &beta, to: &alpha)
            try alpha.commit()
        }
        #expect(sent == [2, 2, 2])
    }

    @Test("a statement larger than all the bytes granted goes alone")
    func alone() throws {
        var (alpha, beta) = try parties(granted: (256, 10))
        try alpha.say(Sample.submission(1, size: 100), Sample.submission(2, size: 100))
        #expect(try carry(from: &alpha, to: &beta).map(\.word) == ["statement"])
        try pump(&alpha, &beta)
        #expect(beta.delivered.count == 2)
    }

    @Test("each precedence has room for a body of the largest size beside those of the less urgent ones")
    func shares() throws {
        var (alpha, _) = try parties(granted: (Limits.creditMessages, Limits.creditBytes))
        var sent: [Precedence] = []
        for (number, precedence) in Precedence.allCases.enumerated() {
            for channel in ["csirt", "nrrc"] {
                let stream = try Sample.stream(channel, precedence)
                let id = UInt64(2 * number + (channel == "csirt" ? 1 : 2))
                try alpha.say(Sample.submission(id, stream: stream, size: Limits.bodyBytes))
            }
            sent += try alpha.pullAll().compactMap(\.statement).map {
                try SignedStatement(decoding: $0.statement).statement.stream.precedence
            }
        }
        #expect(sent == Precedence.allCases, "the second of each waits for the receipt of the first")
    }

    @Test("less urgent statements leave some of the messages granted to more urgent ones")
    func messageShares() throws {
        var (alpha, _) = try parties(granted: (32, 1 << 20))
        var sent: [Int] = []
        for (number, precedence) in Precedence.allCases.enumerated() {
            let stream = try Sample.stream("csirt", precedence)
            for id in 1...32 { alpha.submit(try Sample.submission(UInt64(number * 100 + id), stream: stream)) }
            try alpha.commit()
            sent.append(try alpha.pullAll().count)
        }
        #expect(sent == [26, 2, 2, 2])
    }

    @Test("a further grant lets go on what waited for credit, and holds the peer to no less")
    func granted() throws {
        var (alpha, beta) = try parties(granted: (0, 0))
        try alpha.say(Sample.submission(1), Sample.submission(2))
        #expect(try alpha.pullAll().isEmpty)
        beta.session?.grant(Credit(messages: 1, bytes: 1 << 20))
        #expect(try carry(from: &beta, to: &alpha).map(\.word) == ["credit+1"])
        #expect(try carry(from: &alpha, to: &beta).map(\.word) == ["statement"])
        beta.session?.grant(Credit(messages: 1, bytes: 0))
        try pump(&alpha, &beta)
        #expect(beta.delivered.count == 2)
    }

    @Test("a peer that grants without end does not decide how much is kept for it")
    func sentBound() throws {
        #expect(Credit(messages: .max, bytes: .max).share(of: .flash).messages == Limits.sentMessages)
        #expect(Credit(messages: 7, bytes: 0).share(of: .flash).messages == 7)
    }

    @Test("grants without end stay within the largest number")
    func overflow() throws {
        var (alpha, beta) = try parties(granted: (.max, .max))
        try alpha.receive(.credit(Credit(messages: .max, bytes: .max)))
        beta.session?.grant(Credit(messages: .max, bytes: .max))
        try alpha.say(Sample.submission(1))
        try pump(&alpha, &beta)
        #expect(beta.delivered.count == 1)
    }

    @Test("a side that is granted nothing sends nothing")
    func nothing() throws {
        var (alpha, _) = try parties(granted: (0, 1 << 20))
        try alpha.say(Sample.submission(1))
        #expect(try alpha.pullAll().isEmpty)
    }

    @Test("a peer that sends more statements than granted breaks the protocol")
    func excessMessages() throws {
        var (alpha, beta) = try parties(granted: (2, 1 << 20), believed: (256, 1 << 20))
        try alpha.say(Sample.submission(1), Sample.submission(2), Sample.submission(3))
        let frames = try alpha.pullAll()
        try beta.receive(frames[0])
        try beta.receive(frames[1])
        beta.expectViolation(frames[2])
    }

    @Test("a peer that sends more bytes than granted breaks the protocol, at the statement that names them")
    func excessBytes() throws {
        var (alpha, beta) = try parties(granted: (256, 100_000), believed: (256, 1 << 20))
        try alpha.say(Sample.submission(1), Sample.submission(2, size: 100_000))
        let frames = try alpha.pullAll()
        try beta.receive(frames[0])
        beta.expectViolation(frames[1])
    }

    @Test("a receipt that was sent frees the peer's credit here as well")
    func freed() throws {
        var (alpha, beta) = try parties(granted: (1, 1 << 20), believed: (256, 1 << 20))
        for number in UInt64(1)...5 {
            try alpha.say(Sample.submission(number))
            try pump(&alpha, &beta)
        }
        #expect(beta.delivered.count == 5)
    }

    @Test("an urgent statement that waits for credit is not kept waiting by less urgent ones")
    func urgentFirst() throws {
        var (alpha, beta) = try parties(granted: (256, 40_000))
        try alpha.say(Sample.submission(1, size: 4000))
        try carry(from: &alpha, to: &beta)
        let flash = try Sample.stream("csirt", .flash)
        try alpha.say(Sample.submission(2, size: 1000), Sample.submission(3, stream: flash, size: 37_000))
        #expect(try alpha.pullAll().isEmpty, "the routine one would fit")
        try beta.commit()
        try carry(from: &beta, to: &alpha)
        let next = try #require(try alpha.pull()?.statement ?? nil)
        #expect(try SignedStatement(decoding: next.statement).statement.stream == flash)
    }

    @Test("a body that is under way goes on while something urgent waits for credit")
    func transfersGoOn() throws {
        var (alpha, _) = try parties(granted: (256, 60_000))
        try alpha.say(Sample.submission(1, size: 50_000))
        _ = try alpha.pull()
        try alpha.say(Sample.submission(2, stream: Sample.stream("csirt", .flash), size: 20_000))
        #expect(try alpha.pullAll().map(\.word) == ["chunk@16384", "chunk@32768", "chunk@49152"])
    }
}
