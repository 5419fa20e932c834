internal import HotlineCrypto

/// A message's identity: a UUID of version 7 (RFC 9562 section 5.7), made by the client before its request, so that
/// a retry is recognised.
public struct MessageID: Hashable, Sendable, CustomStringConvertible {
    /// Bytes in an id.
    public static let byteCount = 16
    /// The UUID's bytes, most significant first.
    public let bytes: [UInt8]

    /// The id of those bytes; nil unless they are a UUID of version 7 and the RFC's variant.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, bytes[6] >> 4 == 7, bytes[8] >> 6 == 0b10 else { return nil }
        self.bytes = bytes
    }

    /// A new id from the time and ten random bytes; nil when they are not ten.
    public init?(at time: UTCTime, random: [UInt8]) {
        guard random.count == 10 else { return nil }
        let stamp = (0..<6).map { UInt8(truncatingIfNeeded: time.milliseconds >> UInt64(40 - 8 * $0)) }
        var bytes = stamp + random
        bytes[6] = 0x70 | (bytes[6] & 0x0F)
        bytes[8] = 0x80 | (bytes[8] & 0x3F)
        self.bytes = bytes
    }

    /// The id written as 8-4-4-4-12 hexadecimal digits in lower case; nil for anything else.
    public init?(text: String) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12], let bytes = Hex.decode(groups.joined()) else { return nil }
        self.init(bytes)
        guard description == text else { return nil }
    }

    /// The value as logs and people read it.
    public var description: String {
        let digits = Hex.encode(bytes)
        var text = ""
        for (offset, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(offset) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}
