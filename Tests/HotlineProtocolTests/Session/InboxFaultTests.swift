import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("What the peer may not send")
struct InboxFaultTests {
    var alpha: MemoryParty
    var beta: MemoryParty
    let stream: HotlineProtocol.Stream
    let body: SaltedBody

    init() throws {
        (alpha, beta) = try liveParties()
        stream = try Sample.stream()
        body = try Sample.body(Array("content".utf8))
    }

    @Test("a statement with a number missing before it is a gap")
    mutating func gap() throws {
        try alpha.say(Sample.submission(1), Sample.submission(2))
        let frames = try alpha.pullAll()
        let failure = #expect(throws: SessionFailure.self) { try beta.receive(frames[1]) }
        #expect(failure == .gap(stream))
        #expect(failure?.code == .gap)
        #expect(failure?.stopsLine == false)
    }

    @Test("a statement that names another one before it is a violation")
    mutating func brokenChain() throws {
        try alpha.say(Sample.submission(1))
        try carry(from: &alpha, to: &beta)
        let broken = try forgedStatement(by: alpha, stream: stream, sequence: 2, previous: .zero, body: body)
        beta.expectViolation(frame(broken, body))
    }

    @Test("a first statement that names one before it is a gap")
    mutating func firstWithPredecessor() throws {
        let first = try forgedStatement(
            by: alpha, stream: stream, sequence: 1, previous: Digest.sha256([1]), body: body)
        #expect(throws: SessionFailure.gap(stream)) { try beta.receive(frame(first, body)) }
    }

    @Test("a place that is taken by other bytes is looked up, and shows equivocation")
    mutating func equivocation() throws {
        try alpha.say(Sample.submission(1))
        try pump(&alpha, &beta)
        let other = try forgedStatement(by: alpha, stream: stream, sequence: 1, previous: .zero, body: body)
        #expect(throws: PartyFailure.equivocation) { try beta.receive(frame(other, body)) }
        #expect(beta.delivered.count == 1)
        let failure = SessionFailure.equivocation(held: beta.taken[0].durable.signed, offered: other)
        #expect(failure.code == .violation)
    }

    @Test("a new epoch that does not follow what is held is looked up, and not found")
    mutating func unknownEpoch() throws {
        try alpha.say(Sample.submission(1))
        try pump(&alpha, &beta)
        let other = try forgedStatement(
            by: alpha, stream: stream, sequence: 1, previous: .zero, body: body, epoch: Sample.epoch(9))
        #expect(throws: PartyFailure.unknownStatement) { try beta.receive(frame(other, body)) }
    }

    @Test("a statement of a stranger, for a stranger, or of this node itself is a violation")
    mutating func parties() throws {
        let gamma = try TestIdentity.gamma()
        let stranger = try MemoryParty(gamma, peer: try TestIdentity.beta())
        let other = try MemoryParty(try TestIdentity.alpha(), peer: gamma)
        for party in [stranger, other, beta] {
            let signed = try forgedStatement(by: party, stream: stream, sequence: 1, previous: .zero, body: body)
            beta.expectViolation(frame(signed, body), "\(party.identity.line.name)")
        }
    }

    @Test("bytes that are no statement, or one with a bit turned over, are a violation")
    mutating func malformed() throws {
        let signed = try forgedStatement(by: alpha, stream: stream, sequence: 1, previous: .zero, body: body)
        let opening = StatementFrame.Opening(transfer: 1, salt: body.salt, first: body.content)
        for bytes in [[], [0x80], signed.bytes.flipping(bit: 8 * signed.bytes.count - 1)] {
            beta.expectViolation(.statement(StatementFrame(statement: bytes, opening: opening)))
        }
    }

    @Test("a new statement without its body is a violation")
    mutating func withoutBody() throws {
        let signed = try forgedStatement(by: alpha, stream: stream, sequence: 1, previous: .zero, body: body)
        beta.expectViolation(.statement(StatementFrame(statement: signed.bytes, opening: nil)))
    }

    @Test("a body that does not match its digest is a violation, in its content and in its salt")
    mutating func mismatch() throws {
        for wrong in [try Sample.body(Array("Content".utf8)), try Sample.body(body.content, salt: 1)] {
            (alpha, beta) = try liveParties()
            let signed = try forgedStatement(by: alpha, stream: stream, sequence: 1, previous: .zero, body: body)
            beta.expectViolation(frame(signed, wrong))
        }
    }

    @Test("a body longer than its statement says is a violation, in the first frame and in a chunk")
    mutating func longer() throws {
        let short = try forgedStatement(by: alpha, stream: stream, sequence: 1, previous: .zero, body: body, size: 6)
        beta.expectViolation(frame(short, body))
        (alpha, beta) = try liveParties()
        try beta.receive(frame(short, body, first: 3))
        beta.expectViolation(.chunk(ChunkFrame(transfer: 1, offset: 3, bytes: [1, 2, 3, 4])))
    }

    @Test("a chunk of no transfer, twice, or out of its place is a violation")
    mutating func chunks() throws {
        let long = try Sample.body([UInt8](repeating: 1, count: 100))
        let signed = try forgedStatement(by: alpha, stream: stream, sequence: 1, previous: .zero, body: long)
        let faults = [
            ChunkFrame(transfer: 2, offset: 10, bytes: [1]), ChunkFrame(transfer: 1, offset: 9, bytes: [1]),
            ChunkFrame(transfer: 1, offset: 11, bytes: [1]), ChunkFrame(transfer: 1, offset: 0, bytes: [1]),
            ChunkFrame(transfer: 1, offset: .max, bytes: [1]),
        ]
        for fault in faults {
            (alpha, beta) = try liveParties()
            beta.expectViolation(.chunk(ChunkFrame(transfer: 1, offset: 0, bytes: [1])), "no transfer yet")
            try beta.receive(frame(signed, long, first: 10))
            beta.expectViolation(.chunk(fault))
        }
        try beta.receive(.chunk(ChunkFrame(transfer: 1, offset: 10, bytes: [UInt8](repeating: 1, count: 90))))
        beta.expectViolation(.chunk(ChunkFrame(transfer: 1, offset: 100, bytes: [1])), "the transfer has ended")
    }

    @Test("a second transfer in a stream, or under a number that is in use, is a violation")
    mutating func secondTransfer() throws {
        let signed = try forgedStatement(by: alpha, stream: stream, sequence: 1, previous: .zero, body: body)
        try beta.receive(frame(signed, body, first: 3))
        let next = try forgedStatement(by: alpha, stream: stream, sequence: 2, previous: signed.digest, body: body)
        beta.expectViolation(frame(next, body, transfer: 2), "the same stream")
        let flash = try forgedStatement(
            by: alpha, stream: Sample.stream("csirt", .flash), sequence: 1, previous: .zero, body: body)
        beta.expectViolation(frame(flash, body, transfer: 1), "the same number")
    }

    @Test("two streams may be in transfer at once, their chunks in any order")
    mutating func interleaved() throws {
        let long = try Sample.body(Array(0..<100))
        let flash = try Sample.stream("csirt", .flash)
        let one = try forgedStatement(by: alpha, stream: stream, sequence: 1, previous: .zero, body: long)
        let two = try forgedStatement(by: alpha, stream: flash, sequence: 1, previous: .zero, body: long, message: 2)
        try beta.receive(frame(one, long, transfer: 1, first: 10))
        try beta.receive(frame(two, long, transfer: 2, first: 0))
        try beta.receive(.chunk(ChunkFrame(transfer: 1, offset: 10, bytes: Array(10..<50))))
        try beta.receive(.chunk(ChunkFrame(transfer: 2, offset: 0, bytes: Array(0..<100))))
        try beta.receive(.chunk(ChunkFrame(transfer: 1, offset: 50, bytes: Array(50..<100))))
        try beta.commit()
        #expect(beta.delivered.map(\.stream) == [flash, stream])
    }

    @Test("more streams than a HELLO may list are a violation")
    mutating func streams() throws {
        for number in 0...Limits.streams {
            let stream = try Sample.stream("c\(number)")
            let signed = try forgedStatement(by: alpha, stream: stream, sequence: 1, previous: .zero, body: body)
            let sent = frame(signed, body, transfer: UInt64(number))
            if number < Limits.streams {
                try beta.receive(sent)
            } else {
                beta.expectViolation(sent)
            }
        }
    }

    @Test("a repetition may bring its body again: it is swallowed, and the receipt comes again")
    mutating func repetitionWithBody() throws {
        try alpha.say(Sample.submission(1, size: 2 * Limits.chunkBytes))
        let frames = try alpha.pullAll()
        for frame in frames { try beta.receive(frame) }
        try beta.commit()
        let first = try beta.pullAll()
        for frame in frames { try beta.receive(frame) }
        try beta.commit()
        #expect(try beta.pullAll().compactMap(\.receipt).map(\.receipt) == first.compactMap(\.receipt).map(\.receipt))
        #expect(beta.delivered.count == 1)
    }
}
