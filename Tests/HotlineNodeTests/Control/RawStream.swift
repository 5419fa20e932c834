import HotlineControl
import NIOCore

/// Reads an answer that does not end, up to a mark.
struct RawStream {
    private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var text = ""

    init(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) {
        iterator = inbound.makeAsyncIterator()
    }

    /// The text up to and with the mark; throws `.closed` if the connection ends before it.
    mutating func read(until mark: String) async throws -> String {
        while true {
            if let range = text.firstRange(of: mark) {
                defer { text.removeSubrange(..<range.upperBound) }
                return String(text[..<range.upperBound])
            }
            guard let part = try await iterator.next() else { throw ControlClientError.closed }
            text += String(buffer: part)
        }
    }

    /// The status of an answer whose rest is not waited for.
    static func status(of target: String, at path: String) async throws -> Int {
        let connection = try await RawExchange.connect(to: path)
        return try await connection.executeThenClose { inbound, outbound async throws in
            var reader = RawStream(inbound)
            try await outbound.write(ByteBuffer(string: RawExchange.request("GET", target)))
            let line = try await reader.read(until: "\r\n")
            return line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        }
    }
}
