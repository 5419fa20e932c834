import HotlineControl
import HotlineTestSupport
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

/// Somebody with the peer's key connects again and again and says no HELLO.
@Suite("A peer with many connections", .timeLimit(.minutes(5)))
struct ManySessionsTests {
    @Test("a line has so many places and no more, HELLO or not; a place is free again when its connection is closed")
    func bound() async throws {
        let line = try await LineBench().pin()
        for _ in 0..<Limits.sessionsPerLine { #expect(await line.enter("test")) }
        #expect(await !line.enter("test"))
        await line.leavePlace()
        #expect(await line.enter("test"))
        #expect(await !line.enter("test"))
    }

    @Test("whoever comes when all places are taken is turned away, and what ends leaves its place; own dials need none")
    func runners() async throws {
        let bench = try LineBench()
        let line = try await bench.pin()
        let held = (0..<Limits.sessionsPerLine).map { _ in SilentConnection(of: bench.alpha) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for connection in held { group.addTask { try await Self.run(connection, on: line, bench) } }
            for connection in held { await connection.served.first { _ in true } }
            let late = SilentConnection(of: bench.alpha)
            try await Self.run(late, on: line, bench)
            #expect(late.isTurnedAway)
            let own = SilentConnection(of: bench.alpha)
            group.addTask { try await Self.run(own, on: line, bench, dialCounter: 1) }
            await own.served.first { _ in true }
            for connection in held + [own] { connection.end() }
            try await group.waitForAll()
        }
        for _ in 0..<Limits.sessionsPerLine { #expect(await line.enter("test")) }
    }

    private static func run(
        _ connection: SilentConnection, on line: LineService, _ bench: LineBench, dialCounter: UInt64? = nil
    ) async throws {
        try await SessionRunner(connection: connection, clock: bench.context.clock).run(dialCounter: dialCounter) { _ in
            line
        }
    }
}
