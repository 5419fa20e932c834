import HotlineControl
import HotlineTestSupport
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

/// Somebody with the peer's key connects again and again and says no HELLO.
@Suite("A peer with many connections", .timeLimit(.minutes(5)))
struct ManySessionsTests {
    @Test("a line has so many sessions and no more, HELLO or not; one that ends makes room for another")
    func bound() async throws {
        let bench = try LineBench()
        let line = try await bench.pin()
        var numbers: [UInt64] = []
        for _ in 0..<Limits.sessionsPerLine { numbers.append(try await bench.connection(of: line)) }
        let end = await #expect(throws: SessionOver.self) { try await bench.connection(of: line) }
        #expect("\(try #require(end))" == "crowded")
        _ = await line.close(try #require(numbers.first), because: SessionOver.closed)
        let next = try await bench.connection(of: line)
        var alpha = try MemoryParty(bench.alpha, peer: bench.beta)
        try await bench.greet(line, next, &alpha)
        #expect(try await line.status().state == .connected)
    }

    @Test("a crowd of them keeps out neither what this node dials, nor is it larger where all come at once")
    func ownDial() async throws {
        let bench = try LineBench()
        let line = try await bench.pin()
        let opened = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<(2 * Limits.sessionsPerLine) {
                group.addTask { (try? await bench.connection(of: line)) != nil }
            }
            return await group.reduce(into: 0) { count, isOpen in count += isOpen ? 1 : 0 }
        }
        #expect(opened == Limits.sessionsPerLine)
        _ = try await bench.connection(of: line, dialCounter: 1)
    }
}
