/// The text of a signed note: what its signatures cover.
///
/// Valid UTF-8, no ASCII control character but the line feed, ending with a line feed (signed-note v1.0.0, "Format").
public struct NoteText: Hashable, Sendable {
    /// The text with its final line feed.
    public let bytes: [UInt8]

    /// Takes the bytes of a text.
    ///
    /// - Throws: ``NoteError`` that names the broken rule.
    public init(_ bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= NoteLimits.maximumByteCount else { throw .tooLarge }
        guard bytes.last == newline else { throw .missingFinalNewline }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == newline }) else { throw .controlCharacter }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .invalidUTF8 }
        self.bytes = bytes
    }

    /// Takes lines that the rule's own types made: none is empty, none holds a line feed.
    init(lines: [String]) {
        bytes = lines.flatMap { Array($0.utf8) + [newline] }
    }
}

/// The line feed, U+000A: the only control character that a note may hold.
let newline = UInt8(ascii: "\n")
