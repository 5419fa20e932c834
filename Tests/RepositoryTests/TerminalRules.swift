/// Text of others reaches a terminal through `TerminalText` alone: what a command says directly is made of literals, of
/// numbers, and of what has been escaped there.
enum TerminalRules {
    /// What may be put into a literal that is said as it is.
    private static let escaped = ["TerminalText.escape(", "PeerText.number(", "bytes.count)"]
    /// What may be said without a literal: texts that are escaped where they are made.
    private static let texts = [
        "TerminalText.", "JSONOutput.", "EventText.", "FailureReport.", "global.json ? JSONOutput.", "result)", "text)",
        "text + ", "$0)", "number, ",
    ]

    /// The numbers, from 1, of the lines that say something that is not escaped.
    static func unescaped(_ source: SwiftSource) -> [Int] {
        source.lineNumbers(matching: #/\.(?:note|say|complain|write)\(/#).filter { number in
            let call = call(in: source, from: number - 1)
            return !call.hasPrefix("progress.") && !isSafe(call)
        }
    }

    /// The words of a call, from its receiver to its closing parenthesis.
    private static func call(in source: SwiftSource, from line: Int) -> String {
        var (words, depth) = ("", 0)
        for index in line..<source.lines.count {
            words += source.lines[index].drop { $0 == " " }
            for character in source.code[index] { depth += character == "(" ? 1 : character == ")" ? -1 : 0 }
            if depth <= 0 { break }
        }
        return words
    }

    private static func isSafe(_ call: String) -> Bool {
        guard let start = call.firstMatch(of: #/\.(?:note|say|complain|write)\(/#) else { return true }
        let argument = call[start.range.upperBound...]
        guard argument.hasPrefix("\"") else { return texts.contains { argument.hasPrefix($0) } }
        return argument.ranges(of: "\\(").allSatisfy { range in
            escaped.contains { argument[range.upperBound...].hasPrefix($0) }
        }
    }
}
