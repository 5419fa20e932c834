import HotlineCrypto
import Testing
import TransparencyLog

@Suite("A malformed note is refused by its reason")
struct MalformedNoteTests {
    static let text = NoteFixture.peterText
    static let line = NoteFixture.peterLine

    /// Whole notes that break a rule.
    static let malformedNotes: [(String, NoteError)] = [
        ("", .missingFinalNewline),
        ("\n", .noSignatures),
        ("\(text)", .noSignatures),
        ("\(text)\(line)\n", .noSignatures),
        ("\(text)\n", .noSignatures),
        ("\(text)\n\(line)", .missingFinalNewline),
        ("\(text)\n\(line)\n\n", .noSignatures),
        ("\u{1}\(text)\n\(line)\n", .controlCharacter),
        ("\(text)\t\n\n\(line)\n", .controlCharacter),
        ("\(text)\r\n\n\(line)\n", .controlCharacter),
        ("\(text)\n\(line)\nUnexpected line.\n", .malformedSignatureLine(2)),
    ]

    /// Signature lines that are none.
    static let malformedLines = [
        line + "\r", line + " ", " " + line, line + " AA==",
        line.replacing("PeterNeumann", with: "Bad Name"),
        line.replacing("PeterNeumann", with: "a+b"),
        line.replacing("PeterNeumann", with: ""),
        line.replacing("—", with: "-"),
        line.replacing("AM=", with: "AM"),
        line.replacing("AM=", with: "AN="),
        "— PeterNeumann x08gow==",
        "— PeterNeumann ",
        "— PeterNeumann",
        "— ",
    ]

    @Test("a note that breaks a rule of the format is refused", arguments: malformedNotes)
    func malformed(_ note: String, _ error: NoteError) {
        #expect(throws: error) { try SignedNote(parsing: Array(note.utf8)) }
    }

    @Test("a signature line has one spelling: dash, name, canonical base64", arguments: malformedLines)
    func malformedLine(_ line: String) {
        #expect(NoteSignature(parsing: Array(line.utf8)) == nil)
        let note = "\(Self.text)\n\(line)\n"
        #expect(throws: NoteError.malformedSignatureLine(1)) { try SignedNote(parsing: Array(note.utf8)) }
    }

    @Test("a note that is not UTF-8 is refused, in the text and in a signature line")
    func encoding() {
        let end = Array(("\n" + Self.line + "\n").utf8)
        #expect(throws: NoteError.invalidUTF8) { try SignedNote(parsing: [0xFF, 0x0A] + end) }
        // An overlong line feed and a surrogate, as some decoders let pass.
        #expect(throws: NoteError.invalidUTF8) { try SignedNote(parsing: [0xC0, 0x8A, 0x0A] + end) }
        #expect(throws: NoteError.invalidUTF8) { try SignedNote(parsing: [0xED, 0xA0, 0x80, 0x0A] + end) }
        let line = Array("— ".utf8) + [0xFF] + Array(" x08go/ZJ\n".utf8)
        #expect(throws: NoteError.malformedSignatureLine(1)) {
            try SignedNote(parsing: Array("text\n\n".utf8) + line)
        }
    }

    @Test("a note without a signature cannot be made")
    func noSignature() {
        #expect(throws: NoteError.noSignatures) {
            try SignedNote(text: NoteFixture.text(Self.text), signatures: [])
        }
        #expect(throws: NoteError.missingFinalNewline) { try NoteFixture.text("abc") }
    }

    @Test("two known keys of one name and key ID are refused as ambiguous; the same key twice is not")
    func ambiguity() throws {
        // Found by trying seeds 0, 1, 2, ... until two key IDs were equal.
        let name = try NoteFixture.name("ambiguous.example")
        let keys = try [92_651, 113_037].map { try Self.key(number: $0) }
        let verifiers = keys.map { NoteVerifier(name: name, type: .ed25519, key: $0.verifyingKey) }
        #expect(verifiers.map(\.keyID) == [0x5079_F622, 0x5079_F622])
        let text = try NoteFixture.text(Self.text)
        let note = try SignedNote(text: text, signatures: [NoteSigner(name: name, key: keys[0]).sign(text)])
        #expect(throws: NoteError.ambiguousKey) { try note.verify(by: verifiers) }
        #expect(throws: NoteError.invalidSignature(1)) { try note.verify(by: [verifiers[1]]) }
        #expect(throws: Never.self) { try note.verify(by: [verifiers[0], verifiers[0]]) }
    }

    private static func key(number: UInt32) throws -> SigningKey {
        let end = (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        return try SigningKey(seed: [UInt8](repeating: 0, count: 28) + end)
    }
}
