internal import HotlineAudit
internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import TransparencyLog

/// Makes the proof of one message: what both sides said, with all that this node holds of when it was where.
///
/// An own statement has the peer's receipts; a statement of the peer has this node's, which is a function of the committed row
/// and the key. What is handed out was checked first as a stranger would check it.
struct ProofMaker {
    let context: LineContext

    /// The file's bytes.
    func proof(of stored: StoredMessage, withBody: Bool) throws -> [UInt8] {
        try context.store.reading {
            let peer = try context.store.peer(of: stored.line)
            var message = try item(stored, peer)
            if withBody { message = message.with(try body(of: stored)) }
            let answers = try answers(to: stored).map { answer in
                let item = try item(answer, peer)
                return withBody ? item.with(try note(of: answer)) : item
            }
            let bytes = try ProofFile(message: message, answers: answers, keyLines: [context.local, peer]).encoded()
            try requireSound(bytes, peer)
            return bytes
        }
    }

    private func item(_ stored: StoredMessage, _ peer: KeyLine) throws -> ProofItem {
        ProofItem(
            statement: stored.signed, receipts: try receipts(of: stored).map { try Receipt(decoding: $0) },
            logProof: try logProof(of: stored, peer))
    }

    /// Those of logs that the peer has left since, oldest first, and the present one; of many the first and the newest.
    private func receipts(of stored: StoredMessage) throws -> [[UInt8]] {
        guard let present = try MessageView(context: context).receiptBytes(of: stored) else { return [] }
        let all = stored.isOwn ? try context.store.formerReceipts(of: stored.rowID) : []
        return all.filter { $0 != present }.prefix(ProofLimits.receipts - 1) + [present]
    }

    /// The other side's decisions and refusals on a message, oldest first; of many the newest.
    private func answers(to stored: StoredMessage) throws -> [StoredMessage] {
        let statement = stored.signed.statement
        let replies = try context.store.replies(to: statement.messageID, line: stored.line).filter { reply in
            let details = reply.signed.statement.details
            switch reply.signed.statement.kind {
            case .acknowledgement: return details.decision != nil && details.officer != nil
            case .refusal: return details.code != nil
            default: return false
            }
        }
        let taken = replies.filter { $0.isOwn != stored.isOwn && $0.outcome == .delivered }
        return Array(taken.suffix(ProofLimits.answers))
    }

    private func body(of stored: StoredMessage) throws -> SaltedBody {
        if let body = try context.store.body(of: stored.rowID) { return body }
        let id = "\(stored.signed.statement.messageID)"
        throw ControlError(
            .notAvailable, "the body of \(id) is not kept", remedy: "ask for the proof without the body", messageID: id)
    }

    /// An answer's note, where it is kept and not too long to go along.
    private func note(of answer: StoredMessage) throws -> SaltedBody? {
        guard answer.signed.statement.body.size <= ProofLimits.answerBodyBytes else { return nil }
        return try context.store.body(of: answer.rowID)
    }

    /// The statement under a checkpoint of this node's log, where one was made since.
    private func logProof(of stored: StoredMessage, _ peer: KeyLine) throws -> TLogProof? {
        guard let checkpoint = try context.store.checkpoint(of: stored.line, covering: stored.leafIndex),
            let origin = NoteName(stored.head.origin.description)
        else { return nil }
        let path = try MerkleTree.inclusionPath(
            index: stored.leafIndex, size: checkpoint.size, reader: context.store.hashes(of: stored.line))
        let verifiers = [NoteVerifier.log(origin: origin, key: context.local.key), NoteVerifier.cosigner(peer)]
        let note = try Self.note(SignedNote(parsing: checkpoint.note), signedBy: verifiers)
        return try TLogProof(index: stored.leafIndex, path: path, checkpoint: note)
    }

    /// The note with the first signature of each of these keys and no other.
    private static func note(_ note: SignedNote, signedBy verifiers: [NoteVerifier]) throws -> SignedNote {
        let signatures = verifiers.compactMap { verifier in
            note.signatures.first { $0.name == verifier.name && $0.keyID == verifier.keyID }
        }
        return try SignedNote(text: note.text, signatures: signatures)
    }

    private func requireSound(_ bytes: [UInt8], _ peer: KeyLine) throws {
        let report = ProofCheck(keys: [context.local, peer])?.check(bytes)
        guard let report, report.verdict == .proven else {
            let reason = report?.fault.map { ": \($0)" } ?? ""
            throw ControlError.damaged("what the store holds of this message is no proof\(reason)")
        }
    }
}

extension ProofItem {
    /// The same with a body.
    fileprivate func with(_ body: SaltedBody?) -> ProofItem {
        ProofItem(statement: statement, receipts: receipts, logProof: logProof, body: body)
    }
}
