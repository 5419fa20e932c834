internal import HotlineCrypto
internal import HotlineProtocol

/// What a file that holds does not show.
struct ProofGaps {
    let file: ProofFile
    let message: ProvenStatement?
    let answers: [ProvenStatement]
    let parties: ProofParties

    var list: [ProofGap] { keys + ofMessage + ofAnswers }

    private var keys: [ProofGap] {
        [parties.sender, parties.recipient].compactMap { name in
            parties.unchecked[name].map { .key(name, signatures: $0) }
        }
    }

    private var ofMessage: [ProofGap] {
        guard let message else { return [] }
        var gaps: [ProofGap] = message.statement.isUnderstood ? [] : [.understood]
        if !file.message.receipts.contains(where: { $0.isOf(parties.recipient) }) {
            gaps.append(.receipt(by: parties.recipient))
        }
        if file.message.body == nil { gaps.append(.body) }
        if file.message.logProof == nil { gaps.append(.checkpoint) }
        if let checkpoint = message.checkpoint, checkpoint.cosignature == nil,
            parties.unchecked[checkpoint.entry.log.peer] == nil
        {
            gaps.append(.cosignature(by: checkpoint.entry.log.peer))
        }
        return gaps
    }

    private var ofAnswers: [ProofGap] {
        if file.answers.isEmpty { return [.answer] }
        return answers.filter { !file.answers[$0.number - 1].receipts.contains { $0.isOf(parties.sender) } }
            .map { .answerReceipt($0.number, by: parties.sender) }
    }
}

extension Receipt {
    /// Whether the receipt names this party as its signer.
    fileprivate func isOf(_ party: NodeName) -> Bool { ReceiptIssuer.name(of: self) == party }
}
