/// A note of which every signature by a known key was verified, and at least one was. Only ``SignedNote/verify(by:)`` makes one.
public struct VerifiedNote: Hashable, Sendable {
    /// The note as it was read, with the signatures of unknown keys too.
    public let note: SignedNote
    /// The signatures by known keys, in their order; a key that signed twice stands here twice.
    public let signatures: [VerifiedNoteSignature]

    fileprivate init(note: SignedNote, signatures: [VerifiedNoteSignature]) {
        self.note = note
        self.signatures = signatures
    }
}

/// A signature by a known key that was verified. Only a ``NoteVerifier`` makes one.
public struct VerifiedNoteSignature: Hashable, Sendable {
    /// The key that signed.
    public let verifier: NoteVerifier
    /// For a cosignature, the signed time in seconds since 1970-01-01 UTC; nil for other signatures.
    public let time: UInt64?

    init(verifier: NoteVerifier, time: UInt64?) {
        self.verifier = verifier
        self.time = time
    }
}

extension SignedNote {
    /// Verifies the note against the known keys (signed-note v1.0.0, "Signatures").
    ///
    /// Signatures by unknown keys are ignored, also if they share only the name or only the key ID with a known one. One that
    /// names a known key has to be valid, or the whole note is refused.
    ///
    /// - Throws: ``NoteError/invalidSignature(_:)``, ``NoteError/noKnownSignature`` or ``NoteError/ambiguousKey``.
    public func verify(by known: [NoteVerifier]) throws(NoteError) -> VerifiedNote {
        var verified: [VerifiedNoteSignature] = []
        for (offset, signature) in signatures.enumerated() {
            let candidates = known.filter { $0.isNamed(by: signature) }
            guard let verifier = candidates.first else { continue }
            guard candidates.allSatisfy({ $0 == verifier }) else { throw .ambiguousKey }
            guard let valid = verifier.verify(signature, of: text) else { throw .invalidSignature(offset + 1) }
            verified.append(valid)
        }
        guard !verified.isEmpty else { throw .noKnownSignature }
        return VerifiedNote(note: self, signatures: verified)
    }
}
