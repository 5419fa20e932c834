internal import COSE
internal import HotlineCrypto
internal import TransparencyLog

extension LiveSession {
    /// Checks a checkpoint of the peer as a receipt's head is checked. What is below the largest head held, or does not say
    /// how it leads on from there, is answered with the size held; what contradicts it is a fork.
    mutating func take(_ frame: CheckpointFrame) throws(SessionFailure) -> SessionMachine.Received {
        try checkpoints.begin()
        let head = try verifiedHead(frame)
        let verified = try verifiedNote(frame, of: head)
        let size = head.head.size
        guard size == witness.size || size > witness.size && frame.consistency?.from == witness.size else {
            checkpoints.decline(head.head, held: witness.size)
            return .nothing
        }
        let base = witness.held
        do {
            try witness.witness(head, proof: frame.consistency)
        } catch {
            throw .conflict(error.showing(frame.note))
        }
        return .checkpoint(WitnessedCheckpoint(head: head, verified: verified, witnessedFrom: base))
    }

    private func verifiedHead(_ frame: CheckpointFrame) throws(SessionFailure) -> SignedHead {
        let head: SignedHead
        do {
            head = try SignedHead(verifying: frame.head, owner: line.peer)
        } catch {
            throw .violation("in a checkpoint's head, \(error)")
        }
        guard head.head.origin == witness.opening.origin else {
            throw .conflict(HistoryConflict(reason: .fork, held: witness.held, offered: head).showing(frame.note))
        }
        return head
    }

    /// The note has the owner's signature and no other line, and shows the very head that came with it.
    private func verifiedNote(
        _ frame: CheckpointFrame, of head: SignedHead
    ) throws(SessionFailure) -> VerifiedCheckpoint {
        let verified: VerifiedCheckpoint
        do {
            let note = try SignedNote(parsing: frame.note)
            verified = try VerifiedCheckpoint(
                verifying: note, origin: try head.head.origin.noteName, key: line.peer.key)
        } catch {
            throw .violation("in a checkpoint, \(error)")
        }
        guard verified.note.signatures.count == 1 else { throw .violation("a checkpoint with further signatures") }
        guard verified.checkpoint.size == head.head.size else { throw .violation("a checkpoint of another size") }
        guard verified.checkpoint.root == head.head.root else {
            throw .conflict(HistoryConflict(reason: .twoRoots, held: nil, offered: head).showing(frame.note))
        }
        return verified
    }
}
