import Foundation
import NIOCore
import NIOHTTP1

/// Turns an event stream's answer into events. An answer other than 200 is read as an error, bounded.
final class EventStreamHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let continuation: AsyncThrowingStream<NodeEvent, any Error>.Continuation
    private var lines = EventLineReader()
    private var refusal: HTTPReply?

    init(_ continuation: AsyncThrowingStream<NodeEvent, any Error>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            if head.status != .ok { refusal = HTTPReply(status: Int(head.status.code), body: []) }
        case .body(let buffer):
            if refusal == nil { take(buffer, context) } else { gather(buffer, context) }
        case .end:
            end(context, refused() ?? .closed)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            end(context, .timedOut(seconds: 3 * ControlLimits.heartbeatSeconds))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context, ControlClientError(connectionError: error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        continuation.finish(throwing: ControlClientError.closed)
        context.fireChannelInactive()
    }

    private func take(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        do {
            for event in try lines.read(buffer.readableBytesView) {
                if case .dropped = continuation.yield(event) { return end(context, .tooSlow) }
            }
        } catch {
            end(context, .badReply("not an event stream"))
        }
    }

    private func gather(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        refusal?.body.append(contentsOf: buffer.readableBytesView)
        if (refusal?.body.count ?? 0) > ControlLimits.smallRequestBytes { end(context, .badReply("a long error")) }
    }

    private func refused() -> ControlClientError? {
        do {
            _ = try refusal?.checked()
            return nil
        } catch {
            return error
        }
    }

    private func end(_ context: ChannelHandlerContext, _ error: ControlClientError) {
        continuation.finish(throwing: error)
        context.close(promise: nil)
    }
}
