import Foundation

/// A whole answer of the local API.
struct Reply {
    let status: Int
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Takes the bytes of answers with a `Content-Length`, which is all that the local API gives but for event streams.
struct ReplyReader {
    private var bytes: [UInt8] = []
    private var head: (status: Int, bodyBegins: Int, length: Int)?

    /// The answer that these bytes complete.
    mutating func take(_ new: UnsafeRawBufferPointer) throws -> Reply? {
        bytes.append(contentsOf: new)
        if head == nil { head = try Self.head(bytes) }
        guard let head, bytes.count >= head.bodyBegins + head.length else { return nil }
        let reply = Reply(status: head.status, body: Array(bytes[head.bodyBegins...]))
        bytes.removeAll(keepingCapacity: true)
        self.head = nil
        return reply
    }

    private static func head(_ bytes: [UInt8]) throws -> (Int, Int, Int)? {
        guard let end = find(Array("\r\n\r\n".utf8), in: bytes) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let field = lines.first { $0.lowercased().hasPrefix("content-length:") }
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
            let length = field.flatMap({
                Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces))
            })
        else { throw BenchError("an answer that cannot be read: \(lines.first ?? "")") }
        return (status, end + 4, length)
    }

    static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return nil }
            var place = start
            while place + needle.count <= all.count,
                let found = memchr(base + place, Int32(needle[0]), all.count - needle.count - place + 1)
            {
                place = UnsafeRawPointer(found) - base
                if memcmp(found, needle, needle.count) == 0 { return place }
                place += 1
            }
            return nil
        }
    }
}
