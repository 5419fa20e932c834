public import HotlineCrypto
public import HotlineProtocol
internal import HotlineTLS
public import NIOCore

/// Why there is no connection.
public enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The TLS handshake did not end in time.
    case handshakeTimeout
    /// The dial was given up after a while without any answer.
    case noAnswer
    /// The connection ended before the handshake did.
    case closed
    /// A route is not HOST:PORT.
    case badRoute(String)
    /// The system knows no address of this name, or cannot ask.
    case unknownName(String, reason: String)
    /// The pinned key of another peer answered.
    case otherPeer
    /// What is left of the process's descriptors is kept for other use.
    case noDescriptors
    /// The address cannot be bound.
    case cannotListen(address: String, reason: String)

    /// The error as logs and people read it.
    public var description: String {
        switch self {
        case .handshakeTimeout: "the TLS handshake took too long"
        case .noAnswer: "no answer"
        case .closed: "the connection closed before the TLS handshake was done"
        case .badRoute(let route): "'\(route)' is not HOST:PORT"
        case .unknownName(let name, let reason): "no address for \(name): \(reason)"
        case .otherPeer: "another peer than this line's answered"
        case .noDescriptors: "too few descriptors are left"
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
        }
    }
}

/// A TCP connection whose TLS handshake is under way or done. A value that may be dropped: its channel then closes by its
/// deadline or with its listener.
public struct Connection: Sendable {
    /// Where the other end is, for the log.
    public let remote: String
    /// When it was accepted or dialled: before anything was said over it.
    public let startedAt: ContinuousClock.Instant
    private let channel: any Channel
    private let handshake: EventLoopFuture<Digest>

    /// Waits for the end of the handshake and gives the SHA-256 of the peer's SubjectPublicKeyInfo, which is pinned.
    ///
    /// On the dialling side the peer may still refuse afterwards: in TLS 1.3 a client is done before the server has judged
    /// its certificate. Only an acceptable HELLO means "connected".
    public func peerKeyID() async throws -> Digest {
        try await withTaskCancellationHandler {
            try await handshake.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// The frames, once the handshake is done; to be called once and used within `executeThenClose`.
    public func frames() async throws -> NIOAsyncChannel<Frame, Frame> {
        let channel = channel
        return try await channel.eventLoop.submit {
            // Once wrapped, the channel must be used; so what can fail comes before.
            guard channel.isActive else { throw TransportError.closed }
            let gate = try channel.pipeline.syncOperations.handler(type: HandshakeHandler.self)
            let frames = try NIOAsyncChannel<Frame, Frame>(wrappingChannelSynchronously: channel)
            gate.open()
            return frames
        }.get()
    }

    /// Runs tasks on the connection's own event loop.
    public var executor: LoopExecutor { LoopExecutor(channel.eventLoop) }

    /// Returns when the connection knows of all that was written before. A write returns earlier where the socket took all
    /// until then, so that whoever writes on at once is told too late that it takes no more, and a queue grows.
    public func settle() async throws { try await channel.eventLoop.submit {}.get() }

    /// Closes the connection at once; for one that is not served.
    public func close() { channel.triggerUserOutboundEvent(TLSTurnAway(), promise: nil) }

    /// Calls back once, when the handshake has succeeded or failed.
    func whenHandshakeEnds(_ body: @escaping @Sendable (_ succeeded: Bool) -> Void) {
        handshake.whenComplete { result in
            if case .success = result { body(true) } else { body(false) }
        }
    }

    /// Calls back once, when the descriptor is free again.
    func whenClosed(_ body: @escaping @Sendable () -> Void) {
        channel.closeFuture.whenComplete { _ in body() }
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
            remote: route?.description ?? channel.remoteAddress.map(text) ?? "unknown", startedAt: .now,
            channel: channel, handshake: done.futureResult)
    }

    /// ADDRESS:PORT, an IPv6 address in brackets.
    private static func text(_ address: SocketAddress) -> String {
        let host = address.ipAddress ?? "unknown"
        return (host.contains(":") ? "[\(host)]" : host) + ":\(address.port ?? 0)"
    }
}

extension Duration {
    /// Whole nanoseconds, for NIO's clock; a deadline is never longer than 292 years.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
