public import HotlineCrypto
public import HotlineProtocol
internal import HotlineTLS
public import NIOCore

/// Why there is no connection.
public enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The TLS handshake did not end in time.
    case handshakeTimeout
    /// The connection ended before the handshake did.
    case closed
    /// A route is not HOST:PORT.
    case badRoute(String)
    /// The address cannot be bound.
    case cannotListen(address: String, reason: String)

    /// The error as logs and people read it.
    public var description: String {
        switch self {
        case .handshakeTimeout: "the TLS handshake took too long"
        case .closed: "the connection closed before the TLS handshake was done"
        case .badRoute(let route): "'\(route)' is not HOST:PORT"
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
        }
    }
}

/// A TCP connection whose TLS handshake is under way or done, carrying frames.
public struct Connection: Sendable {
    /// The frames, to be used within `executeThenClose`.
    public let frames: NIOAsyncChannel<Frame, Frame>
    /// Where the other end is, for the log.
    public let remote: String
    /// When it was accepted or dialled: before anything was said over it.
    public let startedAt: ContinuousClock.Instant
    private let handshake: EventLoopFuture<Digest>

    /// Waits for the end of the handshake and gives the SHA-256 of the peer's SubjectPublicKeyInfo, which is pinned.
    ///
    /// On the dialling side the peer may still refuse afterwards: in TLS 1.3 a client is done before the server has judged
    /// its certificate. Only an acceptable HELLO means "connected".
    public func peerKeyID() async throws -> Digest { try await handshake.get() }

    /// Calls back once, when the handshake has succeeded or failed.
    func whenHandshakeEnds(_ body: @escaping @Sendable () -> Void) {
        handshake.whenComplete { _ in body() }
    }

    /// Closes the connection unread.
    func refuse() async {
        try? await frames.executeThenClose { _, _ in }
    }

    /// ADDRESS:PORT, an IPv6 address in brackets.
    private static func text(_ address: SocketAddress) -> String {
        let host = address.ipAddress ?? "unknown"
        return (host.contains(":") ? "[\(host)]" : host) + ":\(address.port ?? 0)"
    }

    /// Lays the pipeline of a connection: TLS, the handshake's gate, frames.
    static func configure(
        _ channel: any Channel, tls: TLSContext, timeouts: Timeouts, route: Route? = nil
    ) throws -> Connection {
        let done = channel.eventLoop.makePromise(of: Digest.self)
        let deadline = TimeAmount.nanoseconds(timeouts.handshake.nanoseconds)
        try channel.pipeline.syncOperations.addHandlers([
            TLSHandler(context: tls), HandshakeHandler(deadline: deadline, done: done), FrameHandler(),
        ])
        return Connection(
            frames: try NIOAsyncChannel<Frame, Frame>(wrappingChannelSynchronously: channel),
            remote: route?.description ?? channel.remoteAddress.map(text) ?? "unknown", startedAt: .now, handshake: done.futureResult)
    }
}

extension Duration {
    /// Whole nanoseconds, for NIO's clock; a deadline is never longer than 292 years.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
