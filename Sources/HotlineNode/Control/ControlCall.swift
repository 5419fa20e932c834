import HotlineControl
import Hummingbird
import NIOCore

/// One request on its way to a route: its parts, checked in form.
struct ControlCall: Sendable {
    let request: Request
    let parameters: Parameters
    let channel: any Channel

    /// `{name}` of the path.
    func peerName() throws -> String {
        try RequestShapes.nodeName(parameters.require("name"))
    }

    /// `{id}` of the path.
    func messageID() throws -> String {
        try RequestShapes.messageID(parameters.require("id"))
    }

    /// The query; throws `invalid_request` for a parameter that is not among these.
    func query(_ allowed: String...) throws(ControlError) -> QueryParameters {
        try QueryParameters(request.uri.query, allowed: Set(allowed))
    }

    /// The JSON body. Throws `body_too_large` before it reads more than `limit` bytes, else `invalid_request`.
    func decode<Value: ControlRequest>(
        _ type: Value.Type, limit: Int = ControlLimits.smallRequestBytes
    ) async throws -> Value {
        _ = try query()
        let tooLarge = ControlError(.bodyTooLarge, "the request is larger than \(limit) bytes")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        do {
            let body = try await request.body.collect(upTo: limit)
            return try ControlJSON.decodeRequest(type, from: Array(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }
}

extension Answer where Reply: Encodable {
    /// 201 where the request made something, else 200.
    func response() throws -> Response {
        try JSONReply(reply, status: isNew ? .created : .ok).response
    }
}
