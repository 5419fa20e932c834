import HotlineStore
import HotlineTestSupport
import Logging
import Synchronization
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

@Suite("Credit of a line's sessions")
struct OfferedCreditTests {
    /// How much is free, as a test says.
    private final class Disk: Sendable {
        let free = Mutex<UInt64>(0)
    }

    @Test("a HELLO grants nothing without space; a live session is granted it once, when there is space")
    func offered() async throws {
        let disk = Disk()
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let bench = try LineBench(space: SpaceReserve(logger: silent) { disk.free.withLock { $0 } })
        let line = try await bench.pin()
        let number = try await bench.connection(of: line)
        guard case .hello(let hello) = try await bench.pullAll(line, number).first else {
            Issue.record("no HELLO"); return
        }
        #expect(hello.creditMessages == 0 && hello.creditBytes == 0 && bench.context.space.isShort)
        disk.free.withLock { $0 = .max }
        await line.offerCredit()
        #expect(try await bench.pullAll(line, number).isEmpty)

        let next = try await bench.connection(of: line)
        _ = await line.close(number, because: SessionOver.closed)
        guard case .hello(let granted) = try await bench.pullAll(line, next).first else {
            Issue.record("no HELLO"); return
        }
        #expect(granted.creditMessages == Limits.creditMessages && granted.creditBytes == Limits.creditBytes)
        #expect(!bench.context.space.isShort)
    }

    @Test(
        "a session that was granted nothing gets a credit frame as soon as it is live and there is space, and no second"
    )
    func liveSession() async throws {
        let disk = Disk()
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let bench = try LineBench(space: SpaceReserve(logger: silent) { disk.free.withLock { $0 } })
        let line = try await bench.pin()
        var alpha = try MemoryParty(bench.alpha, peer: bench.beta)
        let number = try await bench.connection(of: line)
        try await bench.greet(line, number, &alpha)
        await line.offerCredit()
        #expect(try await bench.pullAll(line, number).isEmpty)
        disk.free.withLock { $0 = .max }
        await line.offerCredit()
        #expect(try await bench.pullAll(line, number) == [.credit(.full)])
        await line.offerCredit()
        #expect(try await bench.pullAll(line, number).isEmpty)
    }
}
