public import HotlineCrypto

/// The name of a key in a signed note: of a log it is the origin, of a cosigner the node's name.
///
/// Valid UTF-8 without Unicode spaces, plus signs and ASCII control characters, 1 to ``NoteLimits/maximumNameByteCount`` bytes
/// (signed-note v1.0.0, "Format"). A peer chooses the names in its notes: escape one before it is shown.
public struct NoteName: Sendable, CustomStringConvertible {
    /// The name as it stands in the note.
    public let text: String

    /// Takes a name as written; nil if it breaks the rule.
    public init?(_ text: String) {
        guard (1...NoteLimits.maximumNameByteCount).contains(text.utf8.count) else { return nil }
        guard text.unicodeScalars.allSatisfy(NoteName.isAllowed) else { return nil }
        self.text = text
    }

    /// The name of a node: every node name is a note name.
    public init(_ node: NodeName) {
        text = node.text
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar != "+" && !scalar.properties.isWhitespace
    }

    /// The same as ``text``.
    public var description: String { text }
}

/// Names are the same if their bytes are: String's own comparison takes differently composed characters for equal.
extension NoteName: Hashable {
    /// Whether the names are the same, byte by byte.
    public static func == (a: NoteName, b: NoteName) -> Bool {
        a.text.utf8.elementsEqual(b.text.utf8)
    }

    /// Hashes the bytes of the name.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
