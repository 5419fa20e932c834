/// Swift source with comments and the insides of string literals blanked, line for line, so that a rule about code is
/// not answered by words about it.
struct SwiftSource {
    /// The lines as they are written.
    let lines: [Substring]
    /// The same lines, code only.
    let code: [Substring]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var masker = Masker(Array(text.utf8))
        code = masker.mask().split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The numbers, from 1, of the lines whose code matches.
    func lineNumbers(matching pattern: Regex<Substring>) -> [Int] {
        code.indices.filter { code[$0].contains(pattern) }.map { $0 + 1 }
    }

    /// Whether one of the `count` lines before that line, or the line itself, holds a comment.
    func hasComment(before number: Int, within count: Int) -> Bool {
        lines[max(0, number - 1 - count)..<number].contains { $0.contains("//") }
    }
}

/// Walks over source once; what it does not copy becomes a space.
private struct Masker {
    let text: [UInt8]
    var position = 0
    var result: [UInt8] = []

    init(_ text: [UInt8]) {
        self.text = text
        result.reserveCapacity(text.count)
    }

    mutating func mask() -> String {
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "/") where starts("//"): blank(until: "\n")
            case UInt8(ascii: "/") where starts("/*"): blankBlockComment()
            case UInt8(ascii: "#"), UInt8(ascii: "\""): blankString()
            default: keep()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func starts(_ token: String) -> Bool {
        text[position...].starts(with: token.utf8)
    }

    private mutating func keep() {
        result.append(text[position])
        position += 1
    }

    private mutating func skip(_ count: Int) {
        for byte in text[position...].prefix(count) {
            result.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
        }
        position = min(position + count, text.count)
    }

    private mutating func blank(until end: String) {
        while position < text.count, !starts(end) { skip(1) }
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            let opens = starts("/*")
            let closes = starts("*/")
            depth += opens ? 1 : closes ? -1 : 0
            skip(opens || closes ? 2 : 1)
        } while depth > 0 && position < text.count
    }

    /// Blanks a literal such as `"…"`, `#"…"#` or `"""…"""`, but for its outer quotes; a `#` that opens none is kept.
    ///
    /// A literal of one line ends with the line, so that a lone quote in a regular expression costs no more than that.
    private mutating func blankString() {
        let hashes = text[position...].prefix { $0 == UInt8(ascii: "#") }.count
        let rest = text[(position + hashes)...]
        guard rest.first == UInt8(ascii: "\"") else { return keep() }
        let isLong = rest.starts(with: "\"\"\"".utf8)
        let hash = String(repeating: "#", count: hashes)
        let end = (isLong ? "\"\"\"" : "\"") + hash
        let escape = "\\" + hash
        let start = result.count
        skip(end.utf8.count)
        while position < text.count, !starts(end), isLong || !starts("\n") {
            skip(starts(escape) ? escape.utf8.count + 1 : 1)
        }
        if starts(end) { skip(end.utf8.count) }
        result[start] = UInt8(ascii: "\"")
        result[result.count - 1] = result.count - start > 1 ? UInt8(ascii: "\"") : result[result.count - 1]
    }
}
