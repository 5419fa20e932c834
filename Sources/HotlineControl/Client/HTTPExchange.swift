import NIOCore
import NIOHTTP1
import NIOPosix

extension SocketConnector {
    /// Sends one request on a connection of its own and waits for its whole answer, at most `call.seconds`.
    func exchange(_ call: HTTPCall) async throws(ControlClientError) -> HTTPReply {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let promise = loop.makePromise(of: HTTPReply.self)
        let channel = try await open(on: loop, promise)
        let deadline = loop.scheduleTask(in: .seconds(Int64(call.seconds))) {
            promise.fail(ControlClientError.timedOut(seconds: call.seconds))
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        send(call, on: channel)
        return try await reply(promise, channel)
    }

    /// A promise must be kept, also where nothing was opened.
    private func open(
        on loop: any EventLoop, _ promise: EventLoopPromise<HTTPReply>
    ) async throws(ControlClientError) -> any Channel {
        do {
            return try await connect(on: loop) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(ReplyHandler(promise: promise))
                }
            }
        } catch {
            promise.fail(error)
            throw error
        }
    }

    private func send(_ call: HTTPCall, on channel: any Channel) {
        channel.write(HTTPClientRequestPart.head(call.head), promise: nil)
        if let body = call.body {
            channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }

    private func reply(
        _ promise: EventLoopPromise<HTTPReply>, _ channel: any Channel
    ) async throws(ControlClientError) -> HTTPReply {
        do {
            return try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                promise.fail(ControlClientError.cancelled)
                channel.close(promise: nil)
            }
        } catch let error as ControlClientError {
            throw error
        } catch {
            throw .closed
        }
    }
}
