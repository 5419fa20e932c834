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

    /// Status and length are looked for as bytes: making strings of each header would take most of the generator's time.
    private static func head(_ bytes: [UInt8]) throws -> (Int, Int, Int)? {
        guard let end = find(headEnd, in: bytes) else { return nil }
        guard let field = find(lengthField, in: bytes), field < end, bytes.count > statusEnd else {
            throw BenchError("an answer that cannot be read: \(String(decoding: bytes[..<end], as: UTF8.self))")
        }
        let status = number(bytes[statusBegin..<statusEnd])
        return (status, end + headEnd.count, number(bytes[(field + lengthField.count)..<end]))
    }

    private static let headEnd = Array("\r\n\r\n".utf8)
    /// The end of `Content-Length:`, however it is capitalised before.
    private static let lengthField = Array("ength: ".utf8)
    /// Where the status stands after `HTTP/1.1 `.
    private static let (statusBegin, statusEnd) = (9, 12)

    /// The digits at the beginning.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.prefix { (0x30...0x39).contains($0) }.reduce(0) { $0 * 10 + Int($1 - 0x30) }
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
