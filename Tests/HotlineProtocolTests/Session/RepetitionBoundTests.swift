import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

/// Repetitions cost no credit; what is owed for them is bounded all the same.
@Suite("Repeated statements")
struct RepetitionBoundTests {
    private static let granted: UInt64 = 3

    /// Beta grants three statements and holds one of alpha's; these are the frames that bring it again.
    private func repeated() throws -> (beta: MemoryParty, again: Frame) {
        var (alpha, beta) = try newParties()
        var hello = try beta.hello()
        hello.creditMessages = Self.granted
        try alpha.connect()
        try beta.connect(hello: hello)
        try beta.receive(try #require(try alpha.pull()))
        try alpha.receive(try #require(try beta.pull()))
        try alpha.say(Sample.submission(1))
        let first = try #require(try alpha.pull())
        try beta.receive(first)
        try beta.commit()
        #expect(try beta.pullAll().map(\.word) == ["receipt×1"])
        return (beta, first)
    }

    @Test("more of them than the credit given, their receipts unread, are a violation")
    func bound() throws {
        var (beta, again) = try repeated()
        for _ in 0..<Self.granted { try beta.receive(again) }
        let failure = #expect(throws: SessionFailure.self) { try beta.receive(again) }
        #expect(failure == .violation("more repetitions than the credit given, their receipts unread"))
        #expect(beta.delivered.count == 1)
    }

    @Test("each receipt that the peer reads makes room for one more")
    func read() throws {
        var (beta, again) = try repeated()
        for _ in 0..<10 * Self.granted {
            try beta.receive(again)
            #expect(try beta.pullAll().map(\.word) == ["receipt×1"])
        }
        for _ in 0..<Self.granted { try beta.receive(again) }
        _ = try beta.pullAll()
        try beta.receive(again)
    }

    @Test("repetitions take nothing from the credit of new statements")
    func apart() throws {
        var (beta, again) = try repeated()
        for _ in 0..<Self.granted { try beta.receive(again) }
        let stream = try Sample.stream("csirt", .flash)
        let body = try Sample.body([1])
        var previous = Digest.zero
        let alpha = try newParties().0
        for sequence in 1...Self.granted {
            let signed = try forgedStatement(
                by: alpha, stream: stream, sequence: sequence, previous: previous, body: body, message: 10 + sequence)
            previous = signed.digest
            try beta.receive(frame(signed, body, transfer: sequence))
        }
        try beta.commit()
        #expect(beta.delivered.count == 1 + Int(Self.granted))
    }
}
