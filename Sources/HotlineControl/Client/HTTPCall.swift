import Foundation
import NIOCore
import NIOHTTP1

/// One request of the client.
struct HTTPCall: Sendable {
    /// GET, POST or DELETE.
    var method: HTTPMethod
    /// Path and query.
    var target: RequestTarget
    /// JSON, or nothing.
    var body: Data?
    /// How long to wait for the whole answer, in seconds.
    var seconds: Int = ControlLimits.replySeconds

    /// The request line and header fields; the connection is closed after the answer.
    var head: HTTPRequestHead {
        var headers = HTTPHeaders([("Host", "localhost"), ("Connection", "close"), ("Accept", "*/*")])
        if let body {
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: String(body.count))
        }
        return HTTPRequestHead(version: .http1_1, method: method, uri: target.text, headers: headers)
    }
}

/// A whole answer.
struct HTTPReply: Sendable {
    /// Status 100 to 599.
    var status: Int
    /// `Content-Type`, as it stands there.
    var mediaType: String?
    /// At most ``ControlLimits/replyBytes``.
    var body: [UInt8]

    /// Throws the node's error for every status but 2xx.
    func checked() throws(ControlClientError) -> HTTPReply {
        guard !(200...299).contains(status) else { return self }
        guard let error = try? ControlJSON.decode(ErrorReply.self, from: Data(body)).error else {
            throw .badReply("status \(status) without an error in JSON")
        }
        throw .node(error)
    }

    /// The value that the answer carries. Throws the node's error for every status but 2xx.
    func decoded<Value: Decodable>(_ type: Value.Type) throws(ControlClientError) -> Value {
        let data = Data(try checked().body)
        do {
            return try ControlJSON.decode(type, from: data)
        } catch {
            throw .badReply("status \(status) without the JSON of a \(type)")
        }
    }
}
