#if HOTLINE_PLANTED
    internal import HotlineCrypto
#endif

/// The one way for text that somebody else wrote onto a terminal (Docs/Threats.md, "Terminal injection").
///
/// What may stand on a terminal is an allow-list: assigned, visible characters and the ordinary space. Everything else
/// (controls, bidirectional and zero-width characters, tags, other spaces, unassigned and private ones) is written as
/// `\u{202E}`, so that it shows and does nothing. Classes are those of Unicode as the Swift library knows it;
/// CVE-2021-42574 and UTS #39 say why.
enum TerminalText {
    /// Marks that may follow one character; more would climb over the lines around it.
    static let marksInARow = 4
    /// What stands before each line of content, so that no content can pass for this program's own words.
    static let contentPrefix = "  | "

    /// The text on one line: line feeds are escaped too.
    static func escape(_ text: String) -> String {
        #if HOTLINE_PLANTED
            if PlantedBug.rawTerminalText.isActive { return text }
        #endif
        var output = ""
        var marks = marksInARow
        for scalar in text.unicodeScalars {
            marks = isMark(scalar) ? marks + 1 : 0
            if isVisible(scalar), marks <= marksInARow {
                output.unicodeScalars.append(scalar)
            } else {
                output += escaped(scalar)
            }
        }
        return output
    }

    /// Text of many lines that this program made around what somebody else wrote: each line is escaped by itself.
    static func lines(_ text: String) -> String {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { escape(String($0)) }
            .joined(separator: "\n")
    }

    /// Content of many lines, each escaped and prefixed. LF and CR LF end a line; a last empty line is dropped.
    static func content(_ text: String) -> String {
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.last == "\r" ? line.dropLast() : line
        }
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { contentPrefix + escape(String($0)) }.joined(separator: "\n")
    }

    /// Whether a character may stand on a terminal as it is.
    static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20...0x7E).contains(scalar.value) }
        let properties = scalar.properties
        guard !properties.isDefaultIgnorableCodePoint, !properties.isBidiControl, scalar != blankBraille else {
            return false
        }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        case .decimalNumber, .letterNumber, .otherNumber: return true
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation: return true
        case .initialPunctuation, .finalPunctuation, .otherPunctuation: return true
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: return true
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return false
        case .control, .format, .surrogate, .privateUse, .unassigned: return false
        @unknown default: return false
        }
    }

    /// A symbol by its class, a blank by its look.
    private static let blankBraille: Unicode.Scalar = "\u{2800}"

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }
}
