import Foundation
import Testing

@testable import HotlineCommands

@Suite("Text of others on a terminal")
struct TerminalTextTests {
    /// The rule, written a second time: what may leave the program.
    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return scalar.value >= 0x20 && scalar.value != 0x7F }
        let forbidden: [ClosedRange<UInt32>] = [
            0x80...0xA0, 0xAD...0xAD, 0x034F...0x034F, 0x061C...0x061C, 0x115F...0x1160, 0x17B4...0x17B5,
            0x180B...0x180F, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x206F, 0x2800...0x2800, 0x3000...0x3000,
            0x3164...0x3164, 0xE000...0xF8FF, 0xFE00...0xFE0F, 0xFEFF...0xFEFF, 0xFFA0...0xFFA0, 0xFFF0...0xFFFB,
            0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF, 0xF0000...0x10FFFF,
        ]
        return !forbidden.contains { $0.contains(scalar.value) } && scalar.properties.generalCategory != .unassigned
    }

    /// Random text: half of it from the ranges where trouble lives.
    static func text(_ generator: inout SplitMix) -> String {
        let troubles: [ClosedRange<UInt32>] = [
            0...0x9F, 0x200B...0x2069, 0x0300...0x036F, 0x061C...0x061C, 0xFE00...0xFE0F, 0xE0000...0xE007F,
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...40, using: &generator) {
            let range = Bool.random(using: &generator) ? 0...0x10FFFF : troubles.randomElement(using: &generator)
            guard let range, let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) else { continue }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    @Test("random Unicode leaves only visible characters and spaces", arguments: 1...20)
    func property(seed: UInt64) {
        var generator = SplitMix(state: seed)
        for _ in 0..<150 {
            let text = Self.text(&generator)
            let line = TerminalText.escape(text)
            #expect(line.unicodeScalars.allSatisfy(Self.isAllowed), "\(text.unicodeScalars.map(\.value))")
            #expect(TerminalText.escape(line) == line)
            let content = TerminalText.content(text).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(content.allSatisfy { $0.hasPrefix(TerminalText.contentPrefix) })
            #expect(content.joined().unicodeScalars.allSatisfy(Self.isAllowed))
        }
    }

    @Test("random Unicode in JSON comes back the same and leaves only visible characters", arguments: 1...10)
    func json(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        for _ in 0..<100 {
            let text = Self.text(&generator)
            let line = JSONOutput.line(["text": text])
            #expect(line.unicodeScalars.allSatisfy(Self.isAllowed))
            let back = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
            #expect(back["text"]?.unicodeScalars.map(\.value) == text.unicodeScalars.map(\.value))
        }
    }

    @Test(
        "hostile text shows and does nothing",
        arguments: [
            ("\u{1B}]0;title\u{07}", "\\u{1B}]0;title\\u{7}"), ("\u{9B}31m", "\\u{9B}31m"), ("a\rb", "a\\rb"),
            ("a\nb", "a\\nb"), ("a\tb", "a\\tb"), ("\u{202E}evil", "\\u{202E}evil"), ("\u{2066}x", "\\u{2066}x"),
            ("a\u{200B}b", "a\\u{200B}b"), ("\u{061C}", "\\u{61C}"), ("\u{E0041}", "\\u{E0041}"),
            ("\u{7F}", "\\u{7F}"), ("\u{0}", "\\u{0}"), ("\u{FEFF}", "\\u{FEFF}"), ("\u{2028}", "\\u{2028}"),
            ("\u{0301}", "\\u{301}"), ("\u{3164}", "\\u{3164}"), ("\u{E000}", "\\u{E000}"), ("\u{378}", "\\u{378}"),
        ])
    func escapes(text: String, shown: String) {
        #expect(TerminalText.escape(text) == shown)
    }

    @Test(
        "words of any script stay as they are",
        arguments: ["Привет, коллеги!", "naïve café", "事件報告", "घटना", "£ 5 ≥ 4 🙂"])
    func words(text: String) {
        #expect(TerminalText.escape(text) == text)
    }

    @Test("more marks on one character than a script needs are escaped")
    func marks() {
        let tower = "e" + String(repeating: "\u{0301}", count: 20)
        #expect(TerminalText.escape(tower).unicodeScalars.count { $0 == "\u{0301}" } == TerminalText.marksInARow)
    }

    @Test("every line of content is prefixed, whatever ends it")
    func content() {
        #expect(TerminalText.content("one\r\ntwo\n\nhotline: sent\n") == "  | one\n  | two\n  | \n  | hotline: sent")
        #expect(TerminalText.content("") == "  | ")
        #expect(TerminalText.content("a\u{2028}b\rc") == "  | a\\u{2028}b\\rc")
    }
}

/// A generator whose runs can be repeated (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
