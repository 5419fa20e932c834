import COSE
public import HotlineCrypto
public import HotlineProtocol
import TransparencyLog

extension MemoryParty {
    /// A checkpoint of this party's log, genuine but for what is given otherwise.
    ///
    /// - Parameters:
    ///   - from: the size that the path leads on from; no path where it is the checkpoint's.
    ///   - noteRoot: the root in the note alone.
    ///   - noteKey: who signs the note.
    public func checkpoint(
        size: UInt64? = nil, root: Digest? = nil, noteRoot: Digest? = nil, from: UInt64, path: [Digest]? = nil,
        noteKey: SigningKey? = nil, origin: LogOrigin? = nil
    ) throws -> Frame {
        let (size, origin) = (size ?? head.size, origin ?? opening.origin)
        let root = try root ?? MerkleTree.root(size: size, reader: hashes)
        let signed = try SignedHead(
            signing: Head(origin: origin, size: size, root: root, issuedAt: Sample.time.seconds), key: identity.key)
        let note = try Checkpoint(origin: origin.noteName, size: size, root: noteRoot ?? root)
            .signed(by: noteKey ?? identity.key)
        var consistency: MerkleConsistency?
        if from < size {
            let honest = try MerkleTree.consistencyPath(from: from, to: size, reader: hashes)
            consistency = MerkleConsistency(from: from, to: size, path: path ?? honest)
        }
        return .checkpoint(CheckpointFrame(head: signed.bytes, note: note.encoded(), consistency: consistency))
    }

    /// Own checkpoints with the peer's cosignature.
    public var cosigned: [CosignedCheckpoint] {
        checkpoints.compactMap { if case .own(let cosigned) = $0 { cosigned } else { nil } }
    }

    /// The peer's checkpoints that were stored here.
    public var witnessed: [WitnessedCheckpoint] {
        checkpoints.compactMap { if case .peers(let witnessed) = $0 { witnessed } else { nil } }
    }
}
