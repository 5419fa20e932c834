/// The number that two officers compare over another medium before they trust a line: 60 digits, the same on both sides.
///
/// Derivation. Let `a` and `b` be the two key lines, the bytewise smaller one first, and
/// `input = "hotline/safety-number/v1" LF a LF b LF`. Then `d(0) = SHA-256(input)`, `d(n) = SHA-256(d(n-1) ‖ input)`, and the
/// number is d(5200), read as a big-endian integer, modulo 10^60, with leading zeros. The rounds make it costly to search
/// for a key with a similar number; 60 digits are 199 bits.
public struct SafetyNumber: Hashable, Sendable, CustomStringConvertible {
    /// Rounds of hashing after the first.
    static let rounds = 5200
    /// Groups of five digits.
    static let groupCount = 12
    private static let groupSize: UInt32 = 100_000

    /// The twelve groups of five digits, most significant first.
    public let groups: [String]

    /// The number of a pair of identities. The order of the two does not matter.
    public init(_ a: KeyLine, _ b: KeyLine) {
        let lines = [a.description, b.description].sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let input = Array("hotline/safety-number/v1\n\(lines[0])\n\(lines[1])\n".utf8)
        var digest = Digest.sha256(input)
        for _ in 0..<SafetyNumber.rounds {
            digest = Digest.sha256(concatenating: [digest.bytes, input])
        }
        groups = SafetyNumber.digits(of: digest.bytes)
    }

    /// Divides by 100,000 once a group; the remainders are the groups, least significant first.
    private static func digits(of bytes: [UInt8]) -> [String] {
        var number = bytes
        var groups: [String] = []
        for _ in 0..<groupCount {
            var remainder: UInt32 = 0
            for index in number.indices {
                let value = remainder << 8 | UInt32(number[index])
                number[index] = UInt8(truncatingIfNeeded: value / groupSize)
                remainder = value % groupSize
            }
            groups.append(String(String(remainder + groupSize).dropFirst()))
        }
        return groups.reversed()
    }

    /// The groups, joined by spaces.
    public var description: String {
        groups.joined(separator: " ")
    }
}
