import NIOCore
import NIOHTTP1

extension ControlClientError {
    /// What an error of the connection means to the caller: an end in the middle of an answer is an end.
    init(connectionError error: any Error) {
        switch error as? HTTPParserError {
        case nil, .invalidEOFState: self = .closed
        case .some: self = .badReply("not HTTP")
        }
    }
}

/// Gathers one answer, bounded, and completes the promise exactly once: with the answer, or with the reason why none
/// came.
final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<HTTPReply>
    private var reply: HTTPReply?

    init(promise: EventLoopPromise<HTTPReply>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let status = Int(head.status.code)
            reply = HTTPReply(status: status, mediaType: head.headers.first(name: "Content-Type"), body: [])
        case .body(let buffer):
            reply?.body.append(contentsOf: buffer.readableBytesView)
            guard (reply?.body.count ?? 0) <= ControlLimits.replyBytes else {
                return end(context, .badReply("an answer longer than \(ControlLimits.replyBytes) bytes"))
            }
        case .end:
            if let reply { promise.succeed(reply) }
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context, ControlClientError(connectionError: error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(ControlClientError.closed)
        context.fireChannelInactive()
    }

    private func end(_ context: ChannelHandlerContext, _ error: ControlClientError) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
