/// The character rules that names in statements share.
enum Token {
    /// a-z, 0-9 and inner hyphens, starting with a letter.
    static func isName(_ text: String, atMost limit: Int) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= limit else { return false }
        guard isLower(first), last != UInt8(ascii: "-") else { return false }
        return bytes.allSatisfy { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// A media type as RFC 6838 section 4.2 restricts it, with optional parameters in visible ASCII.
    static func isMediaType(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= Limits.mediaTypeCharacters, bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return false
        }
        let parts = bytes.prefix { $0 != UInt8(ascii: ";") }.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy(isRestrictedName)
    }

    /// Letters, digits and hyphens in groups of 1 to 8 (RFC 5646 section 2.1).
    static func isLanguageTag(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= Limits.languageTagCharacters else { return false }
        let groups = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.allSatisfy { (1...8).contains($0.count) && $0.allSatisfy { isLetter($0) || isDigit($0) } }
    }

    private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { isLower(byte) || isUpper(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isRestrictedName(_ name: ArraySlice<UInt8>) -> Bool {
        guard let first = name.first, isLetter(first) || isDigit(first) else { return false }
        return name.allSatisfy { isLetter($0) || isDigit($0) || "!#$&-^_.+".utf8.contains($0) }
    }
}
