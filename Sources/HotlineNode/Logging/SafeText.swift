/// Text from outside, made safe to stand in a log record, an error message or on a terminal.
///
/// Escaped are the characters that move a cursor, end a line, change the direction of writing, or cannot be seen: the
/// general categories Cc, Cf, Cs, Co, Cn, Zl and Zp, every space but U+0020, and what is ignorable by default
/// (CVE-2021-42574 and -42694; Unicode Technical Standard 39).
enum SafeText {
    /// `text` with unsafe characters as `\n`, `\r`, `\t` or `\u{202e}`, and with `\` and `"` preceded by a `\`.
    ///
    /// - Parameter limit: The most bytes of UTF-8 to return; a longer text is cut between characters and ends in `…`.
    static func escape(_ text: String, limit: Int = LogLimits.valueBytes) -> String {
        cut(text, limit: limit) { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case _ where isUnsafe(scalar): "\\u{\(String(scalar.value, radix: 16))}"
            default: String(scalar)
            }
        }
    }

    /// `text` for a line that people read: unsafe characters as in ``escape(_:limit:)``, quotes and backslashes as they
    /// are. Not for a field that is read back, because an escape cannot be told from the same characters in the text.
    static func readable(_ text: String, limit: Int = LogLimits.valueBytes) -> String {
        cut(text, limit: limit) { scalar in
            isUnsafe(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
    }

    /// `text` as the inside of a JSON string (RFC 8259 section 7), unsafe characters as `\u202e`.
    ///
    /// - Parameter limit: As for ``escape(_:limit:)``.
    static func escapeJSON(_ text: String, limit: Int = LogLimits.valueBytes) -> String {
        cut(text, limit: limit) { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case _ where isUnsafe(scalar): String(scalar).utf16.map(unicodeEscape).joined()
            default: String(scalar)
            }
        }
    }

    /// Whether a character must not reach a terminal or a log as it is.
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return true
        default:
            return properties.isDefaultIgnorableCodePoint
        }
    }

    private static func unicodeEscape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func cut(_ text: String, limit: Int, _ escape: (Unicode.Scalar) -> String) -> String {
        let ellipsis = "…"
        var result = ""
        var fitting = 0
        for scalar in text.unicodeScalars {
            result += escape(scalar)
            if result.utf8.count > limit {
                return String(decoding: result.utf8.prefix(fitting), as: UTF8.self) + ellipsis
            }
            if result.utf8.count <= limit - ellipsis.utf8.count { fitting = result.utf8.count }
        }
        return result
    }
}
