public import HotlineCrypto

/// The types of signature that this project makes and verifies (signed-note v1.0.0, "Signature types").
public enum NoteSignatureType: UInt8, Hashable, Sendable {
    /// Ed25519 over the note's text: a log signs its checkpoints so.
    case ed25519 = 0x01
    /// A timestamped Ed25519 cosignature (tlog-cosignature v1.0.1).
    case cosignature = 0x04
}

/// A known key: a name, a type of signature and a public key. It verifies signature lines that carry its name and key ID.
///
/// One Ed25519 key can stand in both types: the signed messages differ in their first bytes and the key IDs differ.
public struct NoteVerifier: Hashable, Sendable {
    /// The name of the key.
    public let name: NoteName
    /// The type of its signatures.
    public let type: NoteSignatureType
    /// The public key.
    public let key: VerifyingKey
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key), big-endian.
    public let keyID: UInt32

    /// Joins the three parts.
    public init(name: NoteName, type: NoteSignatureType, key: VerifyingKey) {
        self.name = name
        self.type = type
        self.key = key
        let digest = Digest.sha256(concatenating: [Array(name.text.utf8), [newline, type.rawValue], key.rawBytes])
        keyID = digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The key of a node as the owner of the log `origin`: it signs checkpoints.
    public static func log(origin: NoteName, key: VerifyingKey) -> NoteVerifier {
        NoteVerifier(name: origin, type: .ed25519, key: key)
    }

    /// The key of a node as the witness of its peer's log: it cosigns checkpoints under the node's name.
    public static func cosigner(_ line: KeyLine) -> NoteVerifier {
        NoteVerifier(name: NoteName(line.name), type: .cosignature, key: line.key)
    }

    /// Whether a signature line carries this key's name and key ID; if so, it has to be valid.
    func isNamed(by signature: NoteSignature) -> Bool {
        signature.name == name && signature.keyID == keyID
    }

    /// Verifies what a signature line holds.
    ///
    /// - Returns: the signature, for a cosignature with its time; nil if it is not valid.
    func verify(_ signature: NoteSignature, of text: NoteText) -> VerifiedNoteSignature? {
        switch type {
        case .ed25519:
            guard key.isValidSignature(signature.bytes, for: text.bytes) else { return nil }
            return VerifiedNoteSignature(verifier: self, time: nil)
        case .cosignature:
            guard let cosignature = Cosignature(signature.bytes), cosignature.isValid(for: text, key: key) else {
                return nil
            }
            return VerifiedNoteSignature(verifier: self, time: cosignature.time)
        }
    }
}
