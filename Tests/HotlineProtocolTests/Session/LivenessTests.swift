import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Deadlines")
struct LivenessTests {
    @Test("a HELLO that does not come in 5 seconds ends the session")
    func helloTimeout() throws {
        var (alpha, _) = try newParties()
        try alpha.connect()
        #expect(alpha.session?.deadline == at(5))
        try alpha.session?.tick(at: at(4.9))
        let failure = #expect(throws: SessionFailure.self) { try alpha.session?.tick(at: at(5)) }
        #expect(failure == .timeout("the peer's HELLO"))
        #expect(failure?.code == .timeout)
    }

    @Test("pings do not put the HELLO's deadline off")
    func pingsBeforeHello() throws {
        var (alpha, _) = try newParties()
        try alpha.connect()
        _ = try alpha.pull()
        try alpha.receive(.ping(3), at: at(4))
        #expect(try alpha.pull() == .pong(3))
        #expect(throws: SessionFailure.self) { try alpha.session?.tick(at: at(5)) }
    }

    @Test("silence for 5 seconds asks, and three unanswered questions end the session")
    func dead() throws {
        var (alpha, _) = try liveParties()
        try alpha.session?.tick(at: at(4.9))
        #expect(try alpha.pullAll().isEmpty)
        for second in [5.0, 10, 15] {
            #expect(alpha.session?.deadline == at(second))
            try alpha.session?.tick(at: at(second))
            #expect(try alpha.pullAll() == [.ping(0)])
        }
        let failure = #expect(throws: SessionFailure.self) { try alpha.session?.tick(at: at(20)) }
        #expect(failure?.code == .timeout)
    }

    @Test("anything heard starts the silence anew")
    func heard() throws {
        var (alpha, _) = try liveParties()
        try alpha.session?.tick(at: at(5))
        try alpha.session?.tick(at: at(10))
        try alpha.receive(.pong(0), at: at(12))
        #expect(alpha.session?.lastHeard == at(12))
        #expect(alpha.session?.deadline == at(17))
        for second in [17.0, 22, 27] { try alpha.session?.tick(at: at(second)) }
        #expect(throws: SessionFailure.self) { try alpha.session?.tick(at: at(32)) }
    }

    @Test("a ping is answered with its number; of a flood that is not read, one answer waits")
    func pong() throws {
        var (alpha, _) = try liveParties()
        try alpha.receive(.ping(7))
        #expect(try alpha.pullAll() == [.pong(7)])
        for number in UInt64(0)..<1000 { try alpha.receive(.ping(number)) }
        #expect(try alpha.pullAll() == [.pong(999)])
    }

    @Test("a body whose next chunk does not come in 30 seconds ends the session, while pings are answered")
    func chunkStall() throws {
        var (alpha, beta) = try liveParties()
        try alpha.say(Sample.submission(1, size: 3 * Limits.chunkBytes))
        let frames = try alpha.pullAll()
        #expect(frames.map(\.word) == ["statement", "chunk@16384", "chunk@32768"])
        try beta.receive(frames[0], at: at(1))
        #expect(beta.session?.deadline == at(6))
        try beta.receive(.pong(0), at: at(28))
        try beta.session?.tick(at: at(30.9))
        #expect(beta.session?.deadline == at(31))
        #expect(throws: SessionFailure.timeout("the next chunk of a body")) { try beta.session?.tick(at: at(31)) }
    }

    @Test("each chunk moves the deadline, and the last one lifts it")
    func chunkProgress() throws {
        var (alpha, beta) = try liveParties()
        try alpha.say(Sample.submission(1, size: 3 * Limits.chunkBytes))
        let frames = try alpha.pullAll()
        try beta.receive(frames[0], at: at(0))
        try beta.receive(frames[1], at: at(20))
        try beta.session?.tick(at: at(29))
        try beta.receive(frames[2], at: at(49))
        #expect(beta.session?.deadline == at(54))
    }

    @Test("a bye or an error ends the session", arguments: ByeReason.allCases)
    func bye(_ reason: ByeReason) throws {
        var (alpha, _) = try liveParties()
        #expect(try alpha.receive(.bye(reason)) == .ended(.bye(reason)))
        var (beta, _) = try liveParties()
        #expect(try beta.receive(.error(.gap)) == .ended(.error(.gap)))
    }
}
