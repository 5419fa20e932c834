import Foundation

/// Results and failures as JSON (RFC 8259), keys in alphabetical order.
///
/// What may not stand on a terminal is written as a `\u` escape: the same value for a program, harmless for a reader.
enum JSONOutput {
    /// One object, on several lines where somebody reads it.
    static func text(_ value: some Encodable, isPretty: Bool) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = isPretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : compact
        guard let data = try? encoder.encode(value) else { return "{}" }
        return escape(String(decoding: data, as: UTF8.self))
    }

    /// One object on one line.
    static func line(_ value: some Encodable) -> String {
        text(value, isPretty: false)
    }

    private static let compact: JSONEncoder.OutputFormatting = [.sortedKeys, .withoutEscapingSlashes]

    /// Outside strings JSON is printable ASCII and line feeds, so what is replaced always stands inside a string.
    private static func escape(_ json: String) -> String {
        var output = ""
        for scalar in json.unicodeScalars {
            if scalar == "\n" || TerminalText.isVisible(scalar) {
                output.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 { output += escaped(unit) }
            }
        }
        return output
    }

    private static func escaped(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
