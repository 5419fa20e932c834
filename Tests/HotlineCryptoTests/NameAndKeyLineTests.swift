import HotlineCrypto
import Testing

@Suite("Names and key lines")
struct NameAndKeyLineTests {
    static let longest = String(repeating: "a", count: NodeName.maximumCount)

    @Test("a name of DNS-like labels is taken", arguments: ["a", "0", "alpha.example", "a-b.c--d.9", longest])
    func names(text: String) {
        #expect(NodeName(text)?.text == text)
    }

    @Test(
        "any other name is refused",
        arguments: [
            "", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a-.b", "A", "a b", "a_b", "a+b", "a/b", "ä", "а", "a\n",
            "a\0", longest + "a",
        ])
    func refusedNames(text: String) {
        #expect(NodeName(text) == nil)
    }

    @Test("names are ordered by their bytes")
    func order() throws {
        let names = ["b", "a.b", "a-b", "a", "0"].compactMap { NodeName($0) }.sorted()
        #expect(names.map(\.description) == ["0", "a", "a-b", "a.b", "b"])
        #expect(NodeName(rawValue: "a")?.rawValue == "a")
    }

    /// C2SP signed-note, golang/mod sumdb/note (whose name is not a node name) and two computed independently.
    static let lines = [
        "alpha.example+0ff4bbf3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "bravo.example+3aedcfc3+AT1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM",
    ]

    @Test("a key line is read and written alike", arguments: lines)
    func roundTrip(text: String) throws {
        let line = try KeyLine(parsing: text)
        #expect(line.description == text)
        #expect(KeyLine(name: line.name, key: line.key) == line)
        #expect(
            Hex.encode(withUnsafeBytes(of: line.noteKeyID.bigEndian) { Array($0) }) == text.split(separator: "+")[1])
    }

    /// Lines with the reason for which they are refused.
    static let refused: [(String, KeyLineError)] = [
        ("", .notThreeParts),
        ("alpha.example", .notThreeParts),
        ("alpha.example+0ff4bbf3", .notThreeParts),
        ("Alpha+0ff4bbf3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", .badName),
        (" alpha.example+0ff4bbf3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", .badName),
        ("alpha.example+0ff4bbf3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\n", .badBase64),
        ("alpha.example+0ff4bbf3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1E", .badBase64),
        ("alpha.example+0ff4bbf3+", .badKey(.wrongLength(0))),
        ("alpha.example+0ff4bbf3+AQ==", .badKey(.wrongLength(0))),
        ("alpha.example+0ff4bbf4+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", .keyIDMismatch),
        ("alpha.example+0FF4BBF3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", .keyIDMismatch),
        ("alpha.example++AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", .keyIDMismatch),
        ("bravo.example+0ff4bbf3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", .keyIDMismatch),
        ("peer.example+66757376+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM", .unsupportedType(4)),
        ("alpha.example+0ff4bbf3+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", .badKey(.smallOrder)),
        ("alpha.example+0ff4bbf3+Ae3///////////////////////////////////////9/", .badKey(.nonCanonical)),
    ]

    @Test("a malformed key line is refused with its reason", arguments: refused)
    func refusedLines(text: String, reason: KeyLineError) {
        #expect(throws: reason) { try KeyLine(parsing: text) }
        #expect(!reason.description.isEmpty)
    }

    @Test("the safety number is the same on both sides and as documented")
    func safetyNumber() throws {
        let alpha = try KeyLine(parsing: NameAndKeyLineTests.lines[0])
        let bravo = try KeyLine(parsing: NameAndKeyLineTests.lines[1])
        let number = SafetyNumber(alpha, bravo)
        #expect(number == SafetyNumber(bravo, alpha))
        // Computed from the documented derivation with independent code.
        #expect(
            number.description == "79167 23860 34739 78359 33996 42959 60158 87420 92061 83013 91603 73092")
        #expect(number != SafetyNumber(alpha, alpha))
    }
}
