public import NIOCore
import NIOTLS

/// TLS for one channel: ciphertext below, plaintext above.
///
/// The handshake starts when the channel is active. Nothing from the peer is passed up, and nothing written from above is
/// passed down, before it is complete and the peer is known: writes wait (at most ``TLSLimits/pendingWriteByteCount``) and
/// fail with the handshake. Then ``TLSHandshakeCompleted`` is fired, and after it NIO's own
/// `TLSUserEvent.handshakeCompleted`.
///
/// On a failure a ``TLSError`` is fired through `errorCaught`, the alert is sent, and the channel closes by itself: writing
/// is shut down, reading goes on without effect until the peer closes or a limit is reached, then all is closed. `close`
/// takes the same way after a close_notify and may be called in any state. A peer's end without close_notify is reported as
/// ``TLSError/truncated`` and otherwise closes the channel as usual. A deadline for the handshake is the pipeline's affair.
public final class TLSHandler: ChannelDuplexHandler {
    /// Ciphertext from the peer.
    public typealias InboundIn = ByteBuffer
    /// Plaintext of the peer.
    public typealias InboundOut = ByteBuffer
    /// Plaintext for the peer.
    public typealias OutboundIn = ByteBuffer
    /// Ciphertext for the peer.
    public typealias OutboundOut = ByteBuffer

    /// A handler goes from each state to a later one only.
    enum State {
        /// The channel is not active yet. To `handshaking`, `closing` or `closed`.
        case waiting
        /// To `open`, `closing` or `closed`.
        case handshaking(TLSConnection)
        /// To `closing` or `closed`.
        case open(TLSConnection)
        /// The last bytes are on their way, what arrives is counted and thrown away. To `closed`.
        case closing(drained: Int)
        /// The channel is inactive or the handler removed.
        case closed
    }

    private let tls: TLSContext
    var state = State.waiting
    var pending = PendingWrites()
    var drainTimer: Scheduled<Void>?
    /// The pipeline has asked for input and has got none since.
    private var wantsInput = false

    /// A handler for one channel.
    public init(context: TLSContext) {
        tls = context
    }
}

@available(*, unavailable)
extension TLSHandler: Sendable {}

/// Life of the channel.
extension TLSHandler {
    /// Starts the handshake if the channel is active already.
    public func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    /// Drops the connection without a word to the peer.
    public func handlerRemoved(context: ChannelHandlerContext) {
        finish()
    }

    /// Starts the handshake.
    public func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        start(context)
    }

    /// Reports an end that came too early.
    public func channelInactive(context: ChannelHandlerContext) {
        let error = errorAtEndOfInput
        finish()
        if let error { context.fireErrorCaught(error) }
        context.fireChannelInactive()
    }

    /// Takes the end of the peer's bytes, where the channel allows half-closure, for the end of the connection.
    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            let error = errorAtEndOfInput
            cut(context)
            if let error { context.fireErrorCaught(error) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func start(_ context: ChannelHandlerContext) {
        guard case .waiting = state else { return }
        do {
            let connection = try TLSConnection(context: tls)
            state = .handshaking(connection)
            proceed(context, connection)
        } catch {
            fail(context, nil, error)
        }
        context.read()
    }

    private var errorAtEndOfInput: TLSError? {
        switch state {
        case .handshaking: .closedDuringHandshake
        case .open(let connection): connection.receivedCloseNotify ? nil : .truncated
        case .waiting, .closing, .closed: nil
        }
    }
}

/// Input.
extension TLSHandler {
    /// Remembers that input is wanted and asks for it.
    public func read(context: ChannelHandlerContext) {
        wantsInput = true
        context.read()
    }

    /// Takes ciphertext.
    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch state {
        case .handshaking(let connection): receive(context, connection, bytes, then: proceed)
        case .open(let connection): receive(context, connection, bytes, then: deliver)
        case .closing(let drained): drain(context, drained + bytes.readableBytes)
        case .waiting, .closed: break
        }
    }

    /// Asks for more where nobody above would.
    public func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        switch state {
        case .handshaking, .closing: context.read()
        // Bytes came, but no complete record: whoever asked for input is still waiting for it.
        case .open: if wantsInput { context.read() }
        case .waiting, .closed: break
        }
    }

    private func receive(
        _ context: ChannelHandlerContext, _ connection: TLSConnection, _ bytes: ByteBuffer,
        then next: (ChannelHandlerContext, TLSConnection) -> Void
    ) {
        do {
            try connection.receive(bytes)
            next(context, connection)
        } catch {
            fail(context, connection, error)
        }
    }

    private func proceed(_ context: ChannelHandlerContext, _ connection: TLSConnection) {
        do {
            let completion = try connection.handshake()
            flushOutput(context, connection)
            if let completion { open(context, connection, completion) }
        } catch {
            fail(context, connection, error)
        }
    }

    private func open(
        _ context: ChannelHandlerContext, _ connection: TLSConnection, _ completion: TLSHandshakeCompleted
    ) {
        state = .open(connection)
        for (bytes, promise) in pending.take() {
            write(context, connection, bytes, promise)
        }
        context.flush()
        context.fireUserInboundEventTriggered(completion)
        context.fireUserInboundEventTriggered(TLSUserEvent.handshakeCompleted(negotiatedProtocol: TLSContext.alpn))
        // Data may have come in one piece with the end of the handshake; the receivers above may have closed meanwhile.
        if case .open = state { deliver(context, connection) }
    }

    private func deliver(_ context: ChannelHandlerContext, _ connection: TLSConnection) {
        var plaintext = context.channel.allocator.buffer(capacity: connection.inputByteCount)
        do {
            let progress = try connection.decrypt(into: &plaintext)
            flushOutput(context, connection)
            pass(context, plaintext)
            if case .ended = progress, case .open = state { close(context, connection) }
        } catch {
            pass(context, plaintext)
            if case .open = state { fail(context, connection, error) }
        }
    }

    private func pass(_ context: ChannelHandlerContext, _ plaintext: ByteBuffer) {
        guard plaintext.readableBytes > 0 else { return }
        wantsInput = false
        context.fireChannelRead(wrapInboundOut(plaintext))
    }
}
