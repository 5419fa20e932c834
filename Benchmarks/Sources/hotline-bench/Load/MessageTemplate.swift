import Foundation

/// The request that submits a message, but for the message's id: made once, so that the generator only puts ids into it.
struct MessageTemplate {
    let peer: String
    private var request: [UInt8]
    private let place: Int
    private let run: [UInt8]

    /// - Parameter bodyBytes: the length of the text.
    init(peer: String, bodyBytes: Int, channel: String = "csirt", precedence: String = "routine") {
        self.peer = peer
        let mark = "00000000-0000-7000-8000-000000000000"
        let text = String(decoding: (0..<bodyBytes).map { _ in UInt8.random(in: 0x61...0x7A) }, as: UTF8.self)
        let json = """
            {"message_id":"\(mark)","peer":"\(peer)","channel":"\(channel)","precedence":"\(precedence)",\
            "kind":"message","tlp":"amber","text":"\(text)"}
            """
        let head = """
            POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
            Content-Length: \(json.utf8.count)\r\n\r\n
            """
        request = Array((head + json).utf8)
        place = head.utf8.count + "{\"message_id\":\"".utf8.count
        run = Array(Self.hex(UInt64.random(in: 0..<(1 << 24)), 6).utf8)
    }

    /// The request with the id of this number: a UUID of version 7 that holds the number.
    mutating func request(number: Int) -> [UInt8] {
        let milliseconds = Self.hex(UInt64(Clock.wall * 1000), 12)
        let run = String(decoding: run, as: UTF8.self)
        let id = """
            \(milliseconds.prefix(8))-\(milliseconds.suffix(4))-7\(run.prefix(3))-8\(run.suffix(3))-\
            \(Self.hex(UInt64(number), 12))
            """
        request.replaceSubrange(place..<place + id.utf8.count, with: id.utf8)
        return request
    }

    /// The number in an id of this template; nil for an id of another.
    func number(in id: ArraySlice<UInt8>) -> Int? {
        let digits = Array(id)
        guard digits[15..<18] == run[..<3], digits[20..<23] == run[3...] else { return nil }
        return Int(String(decoding: digits[24...], as: UTF8.self), radix: 16)
    }

    private static func hex(_ value: UInt64, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
