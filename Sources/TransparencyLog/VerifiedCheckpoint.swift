public import HotlineCrypto

/// A checkpoint of a known log, signed by that log's key. Only verifying makes one; only a verified checkpoint can be cosigned.
///
/// It says what the log's owner claims. Whether it extends earlier heads is for ``MerkleTree`` and the heads held to tell.
public struct VerifiedCheckpoint: Hashable, Sendable {
    /// What the log's owner signed.
    public let checkpoint: Checkpoint
    /// The note as it was read, for keeping and passing on.
    public let note: SignedNote
    /// The valid cosignatures by the known cosigners, in their order.
    public let cosignatures: [VerifiedNoteSignature]

    /// Verifies a note as a checkpoint of one log.
    ///
    /// - Parameters:
    ///   - note: the note as it came.
    ///   - origin: the log that it has to be of; also the name of the log's key.
    ///   - key: the key of the log's owner, from the pin.
    ///   - cosigners: the nodes whose cosignatures count; one that names any of them has to be valid.
    /// - Throws: ``CheckpointError``.
    public init(
        verifying note: SignedNote, origin: NoteName, key: VerifyingKey, cosigners: [KeyLine] = []
    ) throws(CheckpointError) {
        let log = NoteVerifier.log(origin: origin, key: key)
        let signatures: [VerifiedNoteSignature]
        do {
            signatures = try note.verify(by: [log] + cosigners.map(NoteVerifier.cosigner)).signatures
        } catch {
            throw .note(error)
        }
        guard signatures.contains(where: { $0.verifier == log }) else { throw .notSignedByLog }
        checkpoint = try Checkpoint(parsing: note.text)
        guard checkpoint.origin == origin else { throw .otherOrigin }
        self.note = note
        cosignatures = signatures.filter { $0.verifier.type == .cosignature }
    }
}
