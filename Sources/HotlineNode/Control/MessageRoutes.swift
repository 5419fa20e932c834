import HTTPTypes
import HotlineControl
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Messages: submit, list, show, wait, acknowledge.
struct MessageRoutes {
    let operations: any NodeOperations

    var table: [ControlRoute] {
        [
            ControlRoute(method: .post, path: "/v1/messages", handle: submit),
            ControlRoute(method: .get, path: "/v1/messages", handle: messages),
            ControlRoute(method: .get, path: "/v1/messages/:id", handle: message),
            ControlRoute(method: .get, path: "/v1/messages/:id/body", handle: body),
            ControlRoute(method: .get, path: "/v1/messages/:id/statement", handle: statement),
            ControlRoute(method: .get, path: "/v1/messages/:id/receipt", handle: receipt),
            ControlRoute(method: .get, path: "/v1/messages/:id/wait", handle: wait),
            ControlRoute(method: .post, path: "/v1/messages/:id/acknowledgement", handle: acknowledge),
            ControlRoute(method: .post, path: "/v1/messages/:id/erase", handle: erase),
        ]
    }

    @Sendable private func submit(_ call: ControlCall) async throws -> Response {
        let request = try await call.decode(SubmitRequest.self, limit: ControlLimits.requestBytes)
        try request.check()
        return try await operations.submit(request).response()
    }

    @Sendable private func acknowledge(_ call: ControlCall) async throws -> Response {
        let id = try call.messageID()
        let request = try await call.decode(AcknowledgeRequest.self)
        try request.check()
        return try await operations.acknowledge(id: id, request).response()
    }

    /// 202 where a reader still keeps the bytes in the write-ahead log.
    @Sendable private func erase(_ call: ControlCall) async throws -> Response {
        let id = try call.messageID()
        let request = try await call.decode(EraseRequest.self)
        try request.check()
        let answer = try await operations.erase(id: id, request)
        guard answer.reply.erasure?.state != .erasing else {
            return try JSONReply(answer.reply, status: .accepted).response
        }
        return try answer.response()
    }

    @Sendable private func messages(_ call: ControlCall) async throws -> Response {
        let query = try call.query("box", "peer", "channel", "limit", "before")
        if let peer = query["peer"] { _ = try RequestShapes.nodeName(peer) }
        if let channel = query["channel"] { try RequestShapes.text(channel, "channel", atMost: 63) }
        if let cursor = query["before"] { try RequestShapes.text(cursor, "before", atMost: ControlLimits.cursorBytes) }
        let request = MessageQuery(
            box: try query.choice("box", MessageQuery.Box.self), peer: query["peer"], channel: query["channel"],
            limit: try query.number("limit", 1...ControlLimits.pageLimit, standard: ControlLimits.pageDefault),
            before: query["before"])
        return try JSONReply(await operations.messages(request)).response
    }

    @Sendable private func message(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        return try JSONReply(await operations.message(id: call.messageID())).response
    }

    @Sendable private func body(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        let body = try await operations.body(id: call.messageID())
        return raw(body.bytes, mediaType: body.mediaType)
    }

    @Sendable private func statement(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        return raw(try await operations.statement(id: call.messageID()), mediaType: "application/cose")
    }

    @Sendable private func receipt(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        return raw(try await operations.receipt(id: call.messageID()), mediaType: "application/cose")
    }

    /// A wait ends with the node: its task is cancelled at a graceful shutdown.
    @Sendable private func wait(_ call: ControlCall) async throws -> Response {
        let query = try call.query("for", "timeout")
        let id = try call.messageID()
        guard let condition = try query.choice("for", WaitCondition.self) else {
            throw ControlError(.invalidRequest, "parameter for must be receipt or ack")
        }
        let seconds = try query.number("timeout", 1...ControlLimits.waitSeconds, standard: ControlLimits.waitSeconds)
        return try await call.request.body.consumeWithCancellationOnInboundClose { _ in
            try await cancelWhenGracefulShutdown {
                var response = try JSONReply(
                    await operations.wait(id: id, until: condition, timeoutSeconds: seconds)
                ).response
                // Whoever goes away is noticed by reading on, and so nothing can be asked after this on the connection.
                response.headers[.connection] = "close"
                return response
            }
        }
    }

    private func raw(_ bytes: [UInt8], mediaType: String) -> Response { Self.raw(bytes, mediaType: mediaType) }

    /// Bytes as they are, for nobody to keep or to take for something else.
    static func raw(_ bytes: [UInt8], mediaType: String) -> Response {
        let fields: HTTPFields = [
            .contentType: fieldValue(mediaType: mediaType), .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff",
        ]
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The peer chose the media type: it becomes a header field only if it can be one (RFC 9110 section 5.5).
    static func fieldValue(mediaType: String) -> String {
        let isValue = mediaType.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        return isValue && (1...255).contains(mediaType.utf8.count) ? mediaType : "application/octet-stream"
    }
}
