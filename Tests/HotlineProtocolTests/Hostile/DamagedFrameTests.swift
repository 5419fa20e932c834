import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

/// Every bit turned over and every length cut in what a live session takes: each is a named error, or is proved to change
/// nothing that counts.
@Suite("Damaged frames in a live session")
struct DamagedFrameTests {
    /// Beta's live session, to which alpha's frames are offered.
    let beta: SessionMachine
    let frames: [Frame]
    let body: SaltedBody

    init() throws {
        var (alpha, beta) = try liveParties()
        try alpha.say(Sample.submission(1, size: Limits.chunkBytes + 20))
        frames = try alpha.pullAll()
        self.beta = try #require(beta.session)
        body = try Sample.need(alpha.own.first?.body)
        beta.disconnect()
    }

    /// A statement in one frame, with a short body.
    private static func whole() throws -> (session: SessionMachine, frame: StatementFrame, arrival: Arrival) {
        var (alpha, beta) = try liveParties()
        try alpha.say(Sample.submission(1))
        let frame = try Sample.need(try alpha.pull()?.statement)
        let session = try Sample.need(beta.session)
        guard case .taken(.arrived(let arrival), _) = session.offered(.statement(try Sample.need(frame))) else {
            throw TestIdentity.Malformed()
        }
        beta.disconnect()
        return (session, try Sample.need(frame), arrival)
    }

    @Test("a statement with any bit turned over, or cut anywhere, is a violation")
    func statement() throws {
        let (session, frame, _) = try Self.whole()
        for bytes in [Array(frame.statement.bitFlips), Array(frame.statement.truncations)].joined() {
            let changed = session.offered(.statement(StatementFrame(statement: bytes, opening: frame.opening)))
            guard case .refused(.violation) = changed else { Issue.record("\(bytes): \(changed)"); return }
        }
    }

    @Test("a statement's frame with any bit turned over brings the very message or nothing")
    func statementFrame() throws {
        let (session, frame, arrival) = try Self.whole()
        let bytes = Frame.statement(frame).encoded()
        var renamed = 0
        for bit in 0..<bytes.count * 8 {
            switch session.offered(bytes.flipping(bit: bit)) {
            case .notAFrame, .refused(.violation): continue
            case .taken(.arrived(let other), .statement(let changed)):
                // Only the transfer's number may differ: it names chunks, and there are none here.
                #expect(other.verified == arrival.verified && other.body == arrival.body, "bit \(bit)")
                #expect(
                    changed.statement == frame.statement && other.transfer == changed.opening?.transfer, "bit \(bit)")
                #expect(changed.opening?.salt == frame.opening?.salt, "bit \(bit)")
                renamed += 1
            case let other: Issue.record("bit \(bit): \(other.word)")
            }
        }
        #expect(renamed > 0 && renamed <= 8)
    }

    @Test("a frame cut anywhere is no frame")
    func cut() throws {
        let (session, frame, _) = try Self.whole()
        for frame in frames + [.statement(frame)] {
            let bytes = frame.encoded()
            for length in stride(from: 0, to: bytes.count, by: bytes.count > 2000 ? 61 : 1) {
                guard case .notAFrame = session.offered(Array(bytes.prefix(length))) else {
                    Issue.record("\(frame.word) cut to \(length)")
                    return
                }
            }
        }
    }

    @Test("a body of which any bit was turned over on its way never arrives")
    func chunk() throws {
        var session = beta
        #expect(frames.map(\.word) == ["statement", "chunk@16384"])
        _ = try session.receive(frames[0], at: Sample.start)
        let last = frames[1].encoded()
        #expect(session.offered(last).word == "arrived")
        for bit in 0..<last.count * 8 {
            let outcome = session.offered(last.flipping(bit: bit))
            #expect(!outcome.isTaken, "bit \(bit): \(outcome.word)")
        }
    }

    @Test("a damaged first piece is found out at the latest when the body is whole")
    func firstPiece() throws {
        let first = frames[0].encoded()
        // All of the head of the frame, and some of the 16 KiB of content.
        let bits = Array(0..<1600) + Array(stride(from: 1600, to: first.count * 8, by: 997))
        for bit in bits {
            guard let changed = try? Frame(decoding: first.flipping(bit: bit)) else { continue }
            var session = beta
            guard (try? session.receive(changed, at: Sample.start)) != nil else { continue }
            let outcome = session.offered(frames[1])
            #expect(!outcome.isTaken, "bit \(bit): \(outcome.word)")
        }
    }
}
