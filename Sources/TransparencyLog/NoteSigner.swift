public import HotlineCrypto

/// A name and a signing key that put signature lines under notes.
public struct NoteSigner: Sendable {
    /// The name of the key: an origin for ``sign(_:)``, a node's name for ``cosign(_:at:)``.
    public let name: NoteName
    private let key: SigningKey

    /// Joins a name and a key.
    public init(name: NoteName, key: SigningKey) {
        self.name = name
        self.key = key
    }

    /// Signs a text (type 1).
    ///
    /// - Throws: ``NoteError/signing(_:)``.
    public func sign(_ text: NoteText) throws(NoteError) -> NoteSignature {
        do {
            return line(.ed25519, try key.sign(text.bytes))
        } catch {
            throw .signing(error)
        }
    }

    /// Cosigns a checkpoint (type 4): says that at `time` it was the largest tree of its log that this node had seen, and
    /// that it extends all it had seen before. The caller has checked that, and stored the checkpoint, before.
    ///
    /// - Parameter time: seconds since 1970-01-01 UTC, at most 2^63 - 1.
    /// - Throws: ``NoteError``.
    public func cosign(_ checkpoint: VerifiedCheckpoint, at time: UInt64) throws(NoteError) -> NoteSignature {
        line(.cosignature, try Cosignature(signing: checkpoint.note.text, at: time, key: key).bytes)
    }

    private func line(_ type: NoteSignatureType, _ bytes: [UInt8]) -> NoteSignature {
        let verifier = NoteVerifier(name: name, type: type, key: key.verifyingKey)
        return NoteSignature(name: name, keyID: verifier.keyID, bytes: bytes)
    }
}
