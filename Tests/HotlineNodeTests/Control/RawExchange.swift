import Foundation
import HotlineControl
import NIOCore
import NIOPosix

/// Sends bytes as they are to the server's socket and reads what comes until the end.
enum RawExchange {
    /// An answer, taken apart.
    struct Reply: Sendable {
        var status: Int
        var headers: [String: String]
        var body: String

        /// The code of the error in the body.
        var code: ControlError.Code? {
            try? ControlJSON.decode(ErrorReply.self, from: Data(body.utf8)).error.code
        }
    }

    /// A request with a `Connection: close`, unless `fields` says something else about the connection.
    static func request(
        _ method: String, _ target: String, fields: [String] = [], body: String = ""
    ) -> String {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: localhost", "Connection: close"] + fields
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    static func send(_ text: String, to path: String) async throws -> Reply {
        parse(try await bytes(text, to: path))
    }

    /// Everything that the server sends until it closes the connection.
    static func bytes(_ text: String, to path: String) async throws -> String {
        let connection = try await connect(to: path)
        return try await connection.executeThenClose { inbound, outbound async throws in
            // The server may close before it has read all of a request that it refuses.
            try? await outbound.write(ByteBuffer(string: text))
            var received = ByteBuffer()
            do {
                for try await var part in inbound { received.writeBuffer(&part) }
            } catch is IOError {}
            return String(buffer: received)
        }
    }

    static func connect(to path: String) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }

    private static func parse(_ text: String) -> Reply {
        let halves = text.components(separatedBy: "\r\n\r\n")
        let lines = halves[0].components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.components(separatedBy: ": ")
            headers[parts[0].lowercased()] = parts.dropFirst().joined(separator: ": ")
        }
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Reply(status: status, headers: headers, body: halves.dropFirst().joined(separator: "\r\n\r\n"))
    }
}
