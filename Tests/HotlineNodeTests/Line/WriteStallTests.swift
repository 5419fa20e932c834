import HotlineControl
import HotlineTestSupport
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

/// A frame that the socket does not take. The time is set to none at all or to an hour, so that nothing is waited for.
@Suite("A peer that does not read", .timeLimit(.minutes(5)))
struct WriteStallTests {
    private static func times(_ stall: Duration) -> Timeouts {
        var times = Timeouts()
        (times.writeStall, times.hello, times.ping) = (stall, .seconds(7200), .seconds(7200))
        return times
    }

    private static func opened(_ stall: Duration) async throws -> (LineBench, LineService, UInt64) {
        let bench = try LineBench(timeouts: times(stall))
        let line = try await bench.pin()
        return (bench, line, try await bench.connection(of: line))
    }

    @Test("a frame that was handed out and not taken in its time ends the session by name")
    func stalled() async throws {
        let (bench, line, number) = try await Self.opened(.zero)
        try await line.tick(number)
        #expect(try await line.pull(number).count == 1)
        let deadline = try #require(await line.deadline(of: number))
        #expect(deadline <= bench.context.clock.now())
        let failure = await #expect(throws: SessionFailure.self) { try await line.tick(number) }
        #expect(failure == .timeout("taking a frame"))
        let farewell = await line.close(number, because: SessionFailure.timeout("taking a frame"))
        #expect(farewell == [.error(.timeout)])
        #expect(try await line.status().lastError == "taking a frame took too long")
    }

    @Test("before its time is over nothing ends, and asking for the next frame says that the last was taken")
    func taken() async throws {
        let (_, line, number) = try await Self.opened(.seconds(3600))
        let idle = await line.deadline(of: number)
        #expect(try await line.pull(number).count == 1)
        let waiting = await line.deadline(of: number)
        #expect(try #require(waiting) < #require(idle), "the frame is what is looked at first")
        try await line.tick(number)
        #expect(try await line.pull(number).isEmpty)
        #expect(await line.deadline(of: number) == idle)
    }

    @Test("where no frame waits, no time runs")
    func idle() async throws {
        let (_, line, number) = try await Self.opened(.zero)
        #expect(try await line.pull(number).count == 1)
        #expect(try await line.pull(number).isEmpty)
        try await line.tick(number)
    }
}
