import HotlineControl
import HotlineCrypto
import HotlineStore
import HotlineTestSupport
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

/// Two connections of one line at once: what came over one is known when the other's HELLO is looked at.
@Suite("A HELLO over a second connection", .timeLimit(.minutes(5)))
struct OvertakenHelloTests {
    let bench: LineBench

    init() throws {
        bench = try LineBench()
    }

    /// A line with a session that went on while a second connection waited for alpha's HELLO.
    private func movedOn(_ party: inout MemoryParty) async throws -> (line: LineService, late: UInt64, stale: Hello) {
        let line = try await bench.pin()
        let first = try await bench.opened(line)
        try await bench.greet(line, first.number, &party)
        let late = try await bench.connection(of: line)
        let stale = try party.hello()
        try await bench.receipted(1, over: line, first, &party)
        return (line, late, stale)
    }

    @Test(
        "a connection that was opened before another session moved the peer's head on is given up, whichever HELLO comes",
        arguments: [true, false])
    func overtaken(isStale: Bool) async throws {
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        let (line, late, stale) = try await movedOn(&party)
        let hello = isStale ? stale : try party.hello()
        let end = await #expect(throws: SessionOver.self) { try await line.receive(.hello(hello), in: late) }
        guard case .overtaken = end else { Issue.record("\(String(describing: end))"); return }
        #expect(await line.close(late, because: SessionOver.overtaken).isEmpty)
        #expect(await line.stopped == nil)
        #expect(try await line.status().state == .connected)
    }

    @Test("a connection opened after that takes the peer's HELLO")
    func current() async throws {
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        let (line, _, _) = try await movedOn(&party)
        let next = try await bench.connection(of: line)
        try await bench.greet(line, next, &party)
        #expect(await line.arbiter.current?.number == next)
    }

    @Test("two connections that each show another log of the peer are a fork: the line stops, and both sessions end")
    func fork() async throws {
        let line = try await bench.pin()
        let (first, second) = (try await bench.connection(of: line), try await bench.connection(of: line))
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        try await bench.greet(line, first, &party)
        let other = try Fixed.opening(bench.alpha, bench.beta, id: 0xEE)
        var hello = try party.hello()
        hello.opening = other.bytes
        let head = Head(origin: other.origin, size: 1, root: other.leafHash, issuedAt: 0)
        hello.newestHead = try SignedHead(signing: head, key: bench.alpha.key).bytes
        let failure = await #expect(throws: SessionFailure.self) { try await line.receive(.hello(hello), in: second) }
        guard let failure, case .conflict(let conflict) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(conflict.reason == .fork && conflict.offered.head.origin == other.origin)
        _ = await line.close(second, because: failure)
        #expect(await line.stopped == failure.description)
        guard case SessionOver.stopped? = await line.end(of: first) as? SessionOver else {
            Issue.record("the first session goes on")
            return
        }
        #expect(try bench.context.store.lines().first?.stopped?.reason == failure.description)
        #expect(await line.peerOpening?.bytes == party.opening.bytes)
    }
}
