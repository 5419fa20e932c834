internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineTransport
internal import NIOCore

/// A connection as a session sees it: who is at the other end, frames in, frames out. The network's is `Connection`; the
/// simulator brings one of its own, without TLS and sockets.
protocol PeerConnection: Sendable {
    associatedtype Inbound: AsyncSequence, Sendable where Inbound.Element == Frame
    associatedtype Outbound: FrameWriter
    associatedtype Executor: TaskExecutor

    /// Where the other end is, for the log.
    var remote: String { get }
    /// Where the tasks of a session run best.
    var executor: Executor { get }
    /// When it was accepted or dialled, before anything was said over it.
    func startedAt(on clock: NodeClock) -> MonotonicTime
    /// Waits for the end of the handshake: the key that the peer has shown.
    func peerKeyID() async throws -> Digest
    /// Lends the frames once, and closes the connection after that.
    func withFrames(_ body: (Inbound, Outbound) async throws -> Void) async throws
    /// Returns when the connection knows of all that was written before.
    func settle() async throws
    /// Closes the connection; for one that is not served.
    func close()
}

/// Where a session's frames go.
protocol FrameWriter: Sendable {
    func write(_ frame: Frame) async throws
    func write(contentsOf frames: [Frame]) async throws
}

/// What dials for lines.
protocol PeerDialler: Sendable {
    associatedtype Attempt: PeerDial
    /// A dial that has not begun.
    func attempt() -> Attempt
}

/// One dial; it may be given up at any time.
protocol PeerDial: Sendable {
    associatedtype Connection: PeerConnection
    func connect(to route: Route) async throws -> Connection
    func cancel()
}

extension Connection: PeerConnection {
    func startedAt(on clock: NodeClock) -> MonotonicTime { clock.time(of: startedAt) }

    func withFrames(
        _ body: (NIOAsyncChannelInboundStream<Frame>, NIOAsyncChannelOutboundWriter<Frame>) async throws -> Void
    ) async throws {
        try await frames().executeThenClose(body)
    }
}

extension NIOAsyncChannelOutboundWriter: FrameWriter where OutboundOut == Frame {}

extension Dialler: PeerDialler {}
extension DialAttempt: PeerDial {}
