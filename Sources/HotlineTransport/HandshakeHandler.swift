internal import HotlineCrypto
internal import HotlineTLS
internal import NIOCore

/// Waits for the end of the TLS handshake, at most until its deadline, and says who the peer is.
///
/// It stands above TLS and below the frames: before the handshake is done nothing passes it, so nothing of a stranger is
/// ever parsed (invariant 5).
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let deadline: TimeAmount
    private let done: EventLoopPromise<Digest>
    private var timer: Scheduled<Void>?
    private var isDone = false

    init(deadline: TimeAmount, done: EventLoopPromise<Digest>) {
        self.deadline = deadline
        self.done = done
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: deadline) {
            let (handler, context) = bound.value
            handler.finish(.failure(TransportError.handshakeTimeout))
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish(.failure(TransportError.closed))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let completed = event as? TLSHandshakeCompleted {
            isDone = true
            finish(.success(completed.peerKeyID))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isDone else { return }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.failure(error))
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.failure(TransportError.closed))
        context.fireChannelInactive()
    }

    private func finish(_ result: Result<Digest, any Error>) {
        guard let timer else { return }
        timer.cancel()
        self.timer = nil
        done.completeWith(result)
    }
}
