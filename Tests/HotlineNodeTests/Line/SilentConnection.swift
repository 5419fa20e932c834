import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import NIOPosix
import Synchronization

@testable import HotlineNode
@testable import HotlineTransport

/// A connection with a peer's key, over which nothing comes until it ends.
final class SilentConnection: PeerConnection {
    /// Takes all frames and keeps none.
    struct Outbound: FrameWriter {
        func write(_ frame: Frame) async throws {}
        func write(contentsOf frames: [Frame]) async throws {}
    }

    let remote = "test"
    let executor = LoopExecutor(MultiThreadedEventLoopGroup.singleton.any())
    /// Has an element when the frames are lent.
    let served: AsyncStream<Void>
    private let serving: AsyncStream<Void>.Continuation
    private let (frames, incoming) = AsyncStream.makeStream(of: Frame.self)
    private let key: Digest
    private let turnedAway = Mutex(false)

    init(of peer: TestIdentity) {
        key = peer.line.key.keyID
        (served, serving) = AsyncStream.makeStream()
    }

    /// Whether it was closed unserved.
    var isTurnedAway: Bool { turnedAway.withLock { $0 } }

    func startedAt(on clock: NodeClock) -> MonotonicTime { clock.now() }

    func peerKeyID() async throws -> Digest { key }

    func withFrames(_ body: (AsyncStream<Frame>, Outbound) async throws -> Void) async throws {
        serving.yield()
        try await body(frames, Outbound())
    }

    func settle() async throws {}

    func close() { turnedAway.withLock { $0 = true } }

    func end() { incoming.finish() }
}
