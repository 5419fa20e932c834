/// A text with its signature lines, not verified (C2SP signed-note v1.0.0).
///
///     <text, ends with a line feed>
///     <empty line>
///     — <key name> <base64(key ID ‖ signature)>
///     ...
///
/// The text must not be used before ``verify(by:)`` has said whose it is. Reading is strict: each note has one spelling.
public struct SignedNote: Hashable, Sendable {
    /// What is signed.
    public let text: NoteText
    /// The signatures in their order, 1 to ``NoteLimits/maximumSignatureCount``.
    public let signatures: [NoteSignature]

    /// Joins a text and its signatures.
    ///
    /// - Throws: ``NoteError`` if there is no signature, or more or larger ones than the limits allow.
    public init(text: NoteText, signatures: [NoteSignature]) throws(NoteError) {
        guard !signatures.isEmpty else { throw .noSignatures }
        guard signatures.count <= NoteLimits.maximumSignatureCount else { throw .tooManySignatures }
        self.text = text
        self.signatures = signatures
        guard encoded().count <= NoteLimits.maximumByteCount else { throw .tooLarge }
    }

    /// The same note with one signature more, at the end.
    public func adding(_ signature: NoteSignature) throws(NoteError) -> SignedNote {
        try SignedNote(text: text, signatures: signatures + [signature])
    }

    /// The bytes of the note.
    public func encoded() -> [UInt8] {
        text.bytes + [newline] + signatures.flatMap { $0.line + [newline] }
    }
}

extension SignedNote {
    /// Reads a note; `encoded()` of the result is `bytes` again.
    ///
    /// - Throws: ``NoteError`` that names the broken rule.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= NoteLimits.maximumByteCount else { throw .tooLarge }
        guard bytes.last == newline else { throw .missingFinalNewline }
        guard let divide = SignedNote.lastEmptyLine(in: bytes) else { throw .noSignatures }
        let text = try NoteText(Array(bytes[..<divide]))
        try self.init(text: text, signatures: SignedNote.parseSignatures(bytes[(divide + 1)...]))
    }

    /// The offset of the empty line that ends the text: the text itself may hold empty lines, the signatures none.
    private static func lastEmptyLine(in bytes: [UInt8]) -> Int? {
        bytes.indices.dropFirst().last { bytes[$0] == newline && bytes[$0 - 1] == newline }
    }

    private static func parseSignatures(_ bytes: ArraySlice<UInt8>) throws(NoteError) -> [NoteSignature] {
        let lines = bytes.split(separator: newline)
        guard lines.count <= NoteLimits.maximumSignatureCount else { throw .tooManySignatures }
        var signatures: [NoteSignature] = []
        for (offset, line) in lines.enumerated() {
            guard let signature = NoteSignature(parsing: Array(line)) else {
                throw .malformedSignatureLine(offset + 1)
            }
            signatures.append(signature)
        }
        return signatures
    }
}
