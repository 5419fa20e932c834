import Foundation
import HTTPTypes
import HotlineControl
import Hummingbird
import NIOCore

/// An answer in JSON.
struct JSONReply {
    let status: HTTPResponse.Status
    let buffer: ByteBuffer

    /// A value under a status. Throws if it cannot be written as JSON.
    init(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws {
        self.status = status
        buffer = ByteBuffer(bytes: try ControlJSON.encode(value))
    }

    private init(status: HTTPResponse.Status, buffer: ByteBuffer) {
        self.status = status
        self.buffer = buffer
    }

    /// An error under its own status.
    static func error(_ error: ControlError) -> JSONReply {
        let status = HTTPResponse.Status(code: error.httpStatus)
        let lastResort = ByteBuffer(string: #"{"error":{"code":"internal","message":"the error cannot be shown"}}"#)
        let json = try? ControlJSON.encode(ErrorReply(error: error))
        return JSONReply(status: status, buffer: json.map { ByteBuffer(bytes: $0) } ?? lastResort)
    }

    var head: HTTPResponse {
        HTTPResponse(status: status, headerFields: headers)
    }

    var response: Response {
        Response(status: status, headers: headers, body: ResponseBody(byteBuffer: buffer))
    }

    private var headers: HTTPFields {
        [.contentType: "application/json", .contentLength: String(buffer.readableBytes), .cacheControl: "no-store"]
    }
}
