import Foundation
import HotlineCrypto
import HotlineStore
import HotlineTLS
import HotlineTestSupport
import Logging
import NIOPosix
import Testing

@testable import HotlineNode
@testable import HotlineProtocol
@testable import HotlineTransport

@Suite("Reading the peers anew")
struct ReloadTests {
    @Test("lines are opened, left and given other routes as the store has them; the others are the same objects")
    func reload() async throws {
        let bench = try await CommitBench()
        let registry = try Self.registry(bench)
        #expect(try await registry.reload() == 1, "alpha is opened")
        let alpha = try #require(registry.pins.all.first)
        #expect(try await registry.reload() == 0)
        #expect(registry.pins.all.first === alpha)
        try bench.store.setRoutes(bench.line.id, ["h:1", "i:2"])
        #expect(try await registry.reload() == 1)
        #expect(registry.pins.all.first === alpha)
        #expect(await alpha.routes == ["h:1", "i:2"])
        try bench.store.removeLine(bench.line.id, at: Fixed.time)
        #expect(try await registry.reload() == 1)
        #expect(registry.pins.all.isEmpty)
        #expect(await alpha.isLeaving)
    }

    private static func registry(_ bench: CommitBench) throws -> LineRegistry {
        let (timeouts, pins) = (Timeouts(), PinnedPeers())
        let context = LineContext(
            local: bench.beta.line, key: bench.beta.key, store: bench.store, commits: bench.commits,
            policy: StatementPolicy(kinds: .builtIn, agreement: .builtIn), events: EventHub(), clock: NodeClock(),
            timeouts: timeouts, spools: SpoolNumbers(after: SpoolID(rawValue: 0)), logger: Logger(label: "test"))
        let certificate = try NodeCertificate(name: bench.beta.line.name, key: bench.beta.key)
        let tls = try TLSContext(
            role: .client, certificate: certificate, key: bench.beta.key, accepts: pins.accepts)
        let group = MultiThreadedEventLoopGroup.singleton
        return LineRegistry(
            context: context, pins: pins, dialler: Dialler(tls: tls, timeouts: timeouts, group: group))
    }
}
