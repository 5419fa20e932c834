import NIOCore
import NIOHTTP1

extension ControlClient {
    /// `GET /v1/events`: what happens from now on, or first what the node remembers since a time.
    ///
    /// The stream ends by throwing: `.closed` when the node stops, `.timedOut` after three heartbeats were missed. To go
    /// on, ask again with the time of the last event. Dropping the stream closes the connection.
    public func events(_ query: EventQuery = EventQuery()) -> AsyncThrowingStream<NodeEvent, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingOldest(Self.bufferedEvents)) { continuation in
            let task = Task {
                do {
                    try await follow(query, continuation)
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Events that wait for the caller; one more ends the stream.
    private static let bufferedEvents = 1024

    private func follow(
        _ query: EventQuery, _ continuation: AsyncThrowingStream<NodeEvent, any Error>.Continuation
    ) async throws(ControlClientError) {
        let names = query.names.map { $0.map(\.rawValue).sorted().joined(separator: ",") }
        let target = try RequestTarget(
            ["events"], [("since", query.since), ("names", names), ("brief", query.isBrief ? "true" : nil)])
        let channel = try await connector.connect { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandlers(
                    IdleStateHandler(readTimeout: .seconds(Int64(3 * ControlLimits.heartbeatSeconds))),
                    EventStreamHandler(continuation))
            }
        }
        channel.write(HTTPClientRequestPart.head(HTTPCall(method: .GET, target: target).head), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        // The handler finishes the stream; this only keeps the task, and with it the connection, until then.
        await withTaskCancellationHandler {
            try? await channel.closeFuture.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}
