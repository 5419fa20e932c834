import Foundation
import HotlineControl

/// A question to the local API outside of measuring, on a connection of its own.
struct LocalCall {
    let socket: String

    init(_ socket: String) {
        self.socket = socket
    }

    func get<Value: Decodable>(_ target: String, as type: Value.Type) throws -> Value {
        let connection = try HTTPConnection(socket)
        try connection.begin(Array("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 16)
        defer { room.deallocate() }
        while true {
            guard let reply = try connection.read(into: room) else { continue }
            guard reply.status == 200 else { throw BenchError("\(target): \(reply.text)") }
            return try ControlJSON.decode(type, from: Data(reply.body))
        }
    }
}
