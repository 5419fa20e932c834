public import HotlineCrypto
public import TransparencyLog

extension LogOrigin {
    /// The log's name as a note's key has it: the checkpoint's first line.
    public var noteName: NoteName {
        get throws(LogError) {
            guard let name = NoteName(description) else { throw .malformed("origin") }
            return name
        }
    }
}

/// A checkpoint of the peer's log that was verified and extends all that is held. Only a session makes one.
public struct WitnessedCheckpoint: Hashable, Sendable {
    /// The same head as COSE_Sign1, which is held from now on if it is the largest.
    public let head: SignedHead
    /// The note.
    public let verified: VerifiedCheckpoint
    /// The head of the peer's log from which the session led on to this one; nil for entry 0.
    public let witnessedFrom: SignedHead?

    init(head: SignedHead, verified: VerifiedCheckpoint, witnessedFrom: SignedHead?) {
        (self.head, self.verified, self.witnessedFrom) = (head, verified, witnessedFrom)
    }
}

/// A checkpoint of this node's log with the peer's cosignature, verified. Only a session makes one.
public struct CosignedCheckpoint: Hashable, Sendable {
    /// The note with both signatures.
    public let verified: VerifiedCheckpoint
    /// When the peer cosigned it by its clock, UTC seconds.
    public let cosignedAt: UInt64

    init(verified: VerifiedCheckpoint, cosignedAt: UInt64) {
        (self.verified, self.cosignedAt) = (verified, cosignedAt)
    }
}

/// A checkpoint of this node's log as it is sent.
public struct OwnCheckpoint: Hashable, Sendable {
    /// The head that it shows.
    public let head: Head
    /// The signed note.
    public let verified: VerifiedCheckpoint
    /// What is sent.
    public let frame: Frame
}

/// Asks for a checkpoint of this node's log as it stands now.
public struct CheckpointOrder: Hashable, Sendable {
    /// The size of this node's log that the peer holds: the path leads on from it.
    public let peerHolds: UInt64

    /// Makes the checkpoint, its head and the path.
    ///
    /// - Parameters:
    ///   - newest: the newest *committed* head: two checkpoints of one log are then always consistent.
    ///   - hashes: the tree hashes of this node's log.
    /// - Throws: ``LogError``, `NoteError`, or the reader's error.
    public func issue(_ newest: Head, key: SigningKey, hashes: some HashReader) throws -> OwnCheckpoint {
        let name = try newest.origin.noteName
        let note = try Checkpoint(origin: name, size: newest.size, root: newest.root).signed(by: key)
        let frame = CheckpointFrame(
            head: try SignedHead(signing: newest, key: key).bytes, note: note.encoded(),
            consistency: try ReceiptFrame.consistency(between: peerHolds, and: newest.size, hashes: hashes))
        return OwnCheckpoint(
            head: newest,
            verified: try VerifiedCheckpoint(verifying: note, origin: name, key: key.verifyingKey),
            frame: .checkpoint(frame))
    }
}
