import HTTPTypes
import HotlineControl
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// What the routes cannot see: a request that is not HTTP is answered in JSON, one that does not arrive in time is
/// ended, `Expect: 100-continue` (RFC 9110 section 10.1.1) is answered, and a connection that outlives a shutdown is
/// closed.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let settings: ControlServerSettings
    private var deadline: Scheduled<Void>?
    /// A response has begun and not ended: another would be read as part of it.
    private var isAnswering = false
    private var isEnded = false

    init(settings: ControlServerSettings) {
        self.settings = settings
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnded else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            startDeadline(context)
            if head.headerFields[.expect]?.lowercased() == "100-continue" { invite(head, context) }
        case .body: break
        case .end: stopDeadline()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: isAnswering = true
        case .body: break
        case .end: isAnswering = false
        }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError || error is HTTP1TypeConversionError else {
            return context.fireErrorCaught(error)
        }
        end(context, ControlError(.invalidRequest, "the request is not HTTP/1.1, or its header is too large"))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            context.eventLoop.assumeIsolated().scheduleTask(in: settings.closingTime) { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopDeadline()
    }

    private func startDeadline(_ context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: settings.requestTime) {
            self.end(context, ControlError(.requestTimeout, "the request did not arrive in time"))
        }
    }

    private func stopDeadline() {
        deadline?.cancel()
        deadline = nil
    }

    /// Too large a body is not invited; its route refuses it.
    private func invite(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= ControlLimits.requestBytes else { return }
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func end(_ context: ChannelHandlerContext, _ error: ControlError) {
        stopDeadline()
        guard !isEnded else { return }
        isEnded = true
        guard !isAnswering else { return context.close(promise: nil) }
        let reply = JSONReply.error(error)
        var head = reply.head
        head.headerFields[.connection] = "close"
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(reply.buffer)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
