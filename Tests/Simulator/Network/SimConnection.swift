import HotlineCrypto
import HotlineProtocol
import HotlineTransport

@testable import HotlineNode

/// One end of a connection, as a session runs it.
///
/// Unchecked: as `World`.
final class SimConnection: PeerConnection, @unchecked Sendable {
    let remote: String
    let executor: SimExecutor
    private let world: World
    private let shown: Digest
    private let openedAt: Duration
    private let out: Pipe
    private let incoming: Pipe

    init(_ world: World, remote: String, shows keyID: Digest, at host: any Host, out: Pipe, in incoming: Pipe) {
        (self.world, self.remote, shown, self.out, self.incoming) = (world, remote, keyID, out, incoming)
        (executor, openedAt) = (SimExecutor(world), world.now)
    }

    func startedAt(on clock: NodeClock) -> MonotonicTime { clock.now() + (openedAt - world.now) }

    func peerKeyID() async throws -> Digest { shown }

    func withFrames(_ body: (AsyncThrowingStream<Frame, any Error>, SimWriting) async throws -> Void) async throws {
        defer { close() }
        try await body(incoming.frames, SimWriting(pipe: out))
    }

    func settle() async throws {}

    func close() {
        out.close()
        incoming.abandon()
    }
}

/// Where a session writes.
struct SimWriting: FrameWriter {
    let pipe: Pipe

    func write(_ frame: Frame) async throws { try await pipe.send([frame]) }

    func write(contentsOf frames: [Frame]) async throws { try await pipe.send(frames) }
}
