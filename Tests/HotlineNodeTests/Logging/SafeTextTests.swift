import Testing

@testable import HotlineNode

@Suite("Safe text")
struct SafeTextTests {
    @Test("every character outside the allowed categories is escaped")
    func allScalars() {
        let leaking = (UInt32(0)...0x10FFFF).filter { value in
            guard let scalar = Unicode.Scalar(value) else { return false }
            return SafeText.escape(String(scalar)).unicodeScalars.contains(where: SafeText.isUnsafe)
        }
        #expect(leaking.isEmpty)
    }

    @Test(
        "what moves the cursor, ends a line, turns the direction or is invisible is unsafe",
        arguments: [
            0x00, 0x07, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0xA0, 0xAD, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029,
            0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0x3164, 0xFE0F, 0xFEFF,
            0xFFFF, 0xE000, 0xE0001, 0xE0020, 0xE007F,
        ])
    func unsafe(_ value: UInt32) throws {
        #expect(SafeText.isUnsafe(try #require(Unicode.Scalar(value))))
    }

    @Test("ordinary text in any script is left as it is", arguments: ["Duty desk 7", "Ключ", "鍵", "café", "🔑", "שלום"])
    func ordinary(_ text: String) {
        #expect(SafeText.escape(text) == text)
    }

    @Test("a cut falls between characters and is marked", arguments: 4...40)
    func cut(_ limit: Int) {
        let cut = SafeText.escape("abc\u{202E}é\u{1F511}\"def\n" + String(repeating: "x", count: 40), limit: limit)
        #expect(cut.utf8.count <= limit)
        #expect(cut.hasSuffix("…"))
        #expect(!cut.contains("\u{FFFD}"))
    }

    @Test("the form for readers leaves quotes alone and is as safe")
    func readable() {
        #expect(SafeText.readable("log.level is \"x\"\n\u{202E}") == "log.level is \"x\"\\u{a}\\u{202e}")
    }

    @Test("a text of exactly the limit is not cut")
    func exact() {
        #expect(SafeText.escape("abcd", limit: 4) == "abcd")
        #expect(SafeText.escape("abcde", limit: 4) == "a…")
    }
}
