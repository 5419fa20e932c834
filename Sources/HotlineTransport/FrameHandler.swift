internal import HotlineProtocol
internal import NIOCore

/// Bytes to frames and back. A length over the limit or a frame that cannot be read ends the reading with a named error;
/// what is kept of an incomplete frame never exceeds one frame and one read.
final class FrameHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = Frame
    typealias OutboundIn = Frame
    typealias OutboundOut = ByteBuffer

    private var pending = ByteBuffer()
    private var hasFailed = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasFailed else { return }
        var bytes = unwrapInboundIn(data)
        pending.writeBuffer(&bytes)
        do {
            while let frame = try Frame.read(from: &pending) {
                context.fireChannelRead(wrapInboundOut(frame))
            }
            pending.discardReadBytes()
        } catch {
            hasFailed = true
            pending.clear()
            context.fireErrorCaught(error)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var buffer = context.channel.allocator.buffer(capacity: 1024)
        unwrapOutboundIn(data).write(to: &buffer)
        context.write(wrapOutboundOut(buffer), promise: promise)
    }
}
