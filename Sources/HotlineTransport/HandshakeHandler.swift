internal import HotlineCrypto
internal import HotlineTLS
internal import NIOCore

/// Waits for the end of the TLS handshake, at most until its deadline, and says who the peer is.
///
/// It stands above TLS and below the frames: before the handshake is done nothing passes it, so nothing of a stranger is
/// ever parsed (invariant 5). What comes with the end of the handshake is held until somebody takes the frames; one read
/// at most, since none is asked for meanwhile.
final class HandshakeHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// Leads to `held` by a handshake, or to the end.
        case handshaking
        /// Leads to `open` by `open`.
        case held([ByteBuffer], wantsRead: Bool)
        case open
    }

    private let deadline: TimeAmount
    private let done: EventLoopPromise<Digest>
    private var timer: Scheduled<Void>?
    private var state = State.handshaking
    private var context: ChannelHandlerContext?

    init(deadline: TimeAmount, done: EventLoopPromise<Digest>) {
        self.deadline = deadline
        self.done = done
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: deadline) {
            let (handler, context) = bound.value
            handler.finish(.failure(TransportError.handshakeTimeout))
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish(.failure(TransportError.closed))
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let completed = event as? TLSHandshakeCompleted {
            state = .held([], wantsRead: false)
            finish(.success(completed.peerKeyID))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .handshaking: return
        case .held(let buffers, let wantsRead):
            state = .held(buffers + [unwrapInboundIn(data)], wantsRead: wantsRead)
        case .open: context.fireChannelRead(data)
        }
    }

    func read(context: ChannelHandlerContext) {
        if case .held(let buffers, _) = state {
            state = .held(buffers, wantsRead: true)
        } else {
            context.read()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.failure(error))
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.failure(TransportError.closed))
        context.fireChannelInactive()
    }

    /// Somebody takes the frames from now on.
    func open() {
        guard case .held(let buffers, let wantsRead) = state, let context else { return }
        state = .open
        for buffer in buffers { context.fireChannelRead(wrapInboundOut(buffer)) }
        if !buffers.isEmpty { context.fireChannelReadComplete() }
        if wantsRead { context.read() }
    }

    private func finish(_ result: Result<Digest, any Error>) {
        guard let timer else { return }
        timer.cancel()
        self.timer = nil
        done.completeWith(result)
    }
}
