import Foundation

/// The request that submits a message, but for the message's id: made once, so that the generator only puts ids into it.
struct MessageTemplate {
    let peer: String
    private var request: [UInt8]
    private let place: Int
    /// Tells this template's ids from all others: 24 random bits.
    private let run: UInt64

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
        run = UInt64.random(in: 0..<(1 << 24))
    }

    /// The request with the id of this number: a UUID of version 7 that holds the number.
    mutating func request(number: Int) -> [UInt8] {
        write(UInt64(Clock.wall * 1000) >> 16, digits: 8, at: 0)
        write(UInt64(Clock.wall * 1000) & 0xFFFF, digits: 4, at: 9)
        write(run >> 12, digits: 3, at: 15)
        write(run & 0xFFF, digits: 3, at: 20)
        write(UInt64(number), digits: 12, at: 24)
        return request
    }

    /// The number in an id of this template; nil for an id of another.
    func number(in id: ArraySlice<UInt8>) -> Int? {
        guard Self.read(id, 3, at: 15) == run >> 12, Self.read(id, 3, at: 20) == run & 0xFFF else { return nil }
        return Int(Self.read(id, 12, at: 24))
    }

    private mutating func write(_ value: UInt64, digits: Int, at offset: Int) {
        for digit in 0..<digits {
            request[place + offset + digit] = Self.hexadecimal[Int(value >> UInt64(4 * (digits - 1 - digit))) & 15]
        }
    }

    private static func read(_ id: ArraySlice<UInt8>, _ digits: Int, at offset: Int) -> UInt64 {
        id.dropFirst(offset).prefix(digits).reduce(0) { value, digit in
            value << 4 | UInt64(digit < 0x40 ? digit - 0x30 : digit - 0x57)
        }
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
