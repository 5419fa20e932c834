import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

/// Every type of frame in every phase of a session, with the exact result.
@Suite("Frames in any order")
struct FrameOrderTests {
    enum Phase: CaseIterable, Sendable { case greeting, comparing, live }

    private static let table: [(frame: String, results: [Phase: String])] = [
        ("hello", [.greeting: "hello", .comparing: second, .live: second]),
        ("statement", [.greeting: early, .comparing: early, .live: "arrived"]),
        ("chunk@0", [.greeting: early, .comparing: early, .live: "violation: a chunk of no transfer"]),
        (
            "receipt×3",
            [
                .greeting: early, .comparing: early,
                .live: "violation: a receipt for a statement that was not sent",
            ]
        ),
        ("checkpoint", [.greeting: early, .comparing: early, .live: unoffered]),
        ("cosignature 1", [.greeting: early, .comparing: early, .live: "violation: \(unsent)"]),
        ("ping", same("nothing, then pong")), ("pong", same("nothing")),
        ("error gap", same("ended by error gap")), ("bye shutdown", same("ended by bye shutdown")),
        ("credit+1", [.greeting: early, .comparing: early, .live: "nothing"]),
    ]
    private static let unoffered = "violation: a checkpoint that the HELLO did not offer"
    private static let unsent = "a cosignature of no checkpoint that was sent"
    private static let early = "violation: a message before the HELLO"
    private static let second = "violation: a second HELLO"

    private static func same(_ result: String) -> [Phase: String] {
        [.greeting: result, .comparing: result, .live: result]
    }

    let frames: [Frame]
    let alpha: MemoryParty
    let beta: MemoryParty

    init() throws {
        let (alpha, beta) = try newParties()
        (self.alpha, self.beta) = (alpha, beta)
        let body = try Sample.body([1])
        let signed = try forgedStatement(
            by: alpha, stream: try Sample.stream(), sequence: 1, previous: .zero, body: body)
        frames = [
            .hello(try alpha.hello()), frame(signed, body),
            .chunk(ChunkFrame(transfer: 1, offset: 0, bytes: [1])),
            .receipt(try FrameSamples.receipt(consistency: true)), .checkpoint(try FrameSamples.checkpoint()),
            .cosignature(try FrameSamples.cosignature()), .ping(7), .pong(7), .error(.gap), .bye(.shutdown),
            .credit(Credit(messages: 1, bytes: 1)),
        ]
    }

    /// Beta's session in a phase.
    private func session(in phase: Phase) throws -> SessionMachine {
        var beta = beta
        try beta.connect()
        var session = try Sample.need(beta.session)
        _ = session.next()
        if phase == .greeting { return session }
        guard case .hello(let greeting) = try session.receive(frames[0], at: Sample.start) else {
            throw TestIdentity.Malformed()
        }
        if phase == .live { try session.resume(try beta.history(for: greeting), peerTails: [:]) }
        return session
    }

    private func result(of frame: Frame, in phase: Phase) throws -> String {
        var session = try session(in: phase)
        do {
            let received = try session.receive(frame, at: Sample.start)
            guard case .frame(.pong(7)) = session.next() else { return received.word }
            return received.word + ", then pong"
        } catch .violation(let reason) {
            return "violation: \(reason)"
        }
    }

    @Test("each has the result that the table names", arguments: Phase.allCases)
    func table(phase: Phase) throws {
        #expect(frames.map(\.word) == Self.table.map(\.frame), "the table has every type of frame")
        for (frame, row) in zip(frames, Self.table) {
            #expect(try result(of: frame, in: phase) == row.results[phase], "\(row.frame) while \(phase)")
        }
    }

    @Test("an element more, an unknown type or another frame's is no frame, in any phase", arguments: Phase.allCases)
    func types(phase: Phase) throws {
        let session = try session(in: phase)
        let bytes = frames.map { $0.encoded() }
        for number in UInt8(0)...23 {
            for frame in bytes where frame[1] != number {
                let changed = [frame[0], number] + frame.dropFirst(2)
                // A ping may become a pong, an error a bye: each is a frame of its own, and decides nothing for the other.
                let isShort = [7, 8, 9, 10].contains(number) && [7, 8, 9, 10].contains(frame[1])
                guard !isShort else { continue }
                guard case .notAFrame = session.offered(changed) else {
                    Issue.record("type \(frame[1]) as \(number)")
                    return
                }
            }
        }
    }
}
