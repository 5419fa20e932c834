internal import COSE
internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// Checks one statement of a proof file with its receipts, its checkpoint and its body.
struct ProofItemCheck {
    let item: ProofItem
    let number: Int
    var parties: ProofParties
    var heads: ProofHeads

    private var signed: SignedStatement { item.statement }
    private var leaf: Digest { signed.leafHash }

    /// The statement with what was verified; nil where its sender's key was not given.
    mutating func run() throws(ProofFault.Reason) -> ProvenStatement? {
        try heads.add(statement: leaf)
        let isSaid = try checkStatement()
        let receipts = try checkReceipts()
        let checkpoint = try checkCheckpoint()
        if let body = item.body, !body.matches(signed.statement.body) { throw .body }
        guard isSaid else { return nil }
        return ProvenStatement(
            number: number, signed: signed, receipts: receipts, checkpoint: checkpoint, body: item.body)
    }

    private mutating func checkStatement() throws(ProofFault.Reason) -> Bool {
        let statement = signed.statement
        guard let sender = parties.key(of: statement.sender) else { return false }
        do {
            _ = try VerifiedStatement(verifying: signed, sender: sender, recipient: statement.recipient)
        } catch {
            throw .statementSignature
        }
        return true
    }

    private mutating func checkReceipts() throws(ProofFault.Reason) -> [ProvenEntry] {
        var logs: [LogOrigin] = []
        var entries: [ProvenEntry] = []
        for receipt in item.receipts {
            let log = try log(of: receipt)
            guard !logs.contains(log) else { throw .secondReceipt }
            logs.append(log)
            if let entry = try check(receipt, of: log.owner) { entries.append(entry) }
        }
        return entries
    }

    /// The log that it says to be of: that only chooses the key.
    private func log(of receipt: Receipt) throws(ProofFault.Reason) -> LogOrigin {
        guard let log = ReceiptIssuer.log(of: receipt), parties.other(than: log.owner) != nil else { throw .strangeLog }
        return log
    }

    private mutating func check(_ receipt: Receipt, of owner: NodeName) throws(ProofFault.Reason) -> ProvenEntry? {
        guard let peer = parties.other(than: owner) else { throw .strangeLog }
        guard let line = parties.key(of: owner) else { return nil }
        let verified: [VerifiedReceipt]
        do {
            verified = try receipt.verify(leaves: [leaf], owner: line, peer: peer)
        } catch {
            throw .receipt("\(error)")
        }
        guard let proof = verified.first else { throw .malformed("receipt") }
        let head = proof.head.head
        try heads.add(head.origin, size: head.size, root: head.root)
        try heads.add(head.origin, index: proof.leafIndex, leaf: leaf)
        return ProvenEntry(
            log: head.origin, index: proof.leafIndex, size: head.size, receivedAt: head.issuedAt)
    }

    /// The statement under the checkpoint of a party's log, which the other party may have cosigned.
    private mutating func checkCheckpoint() throws(ProofFault.Reason) -> ProvenCheckpoint? {
        guard let proof = item.logProof else { return nil }
        let origin = try Self.origin(of: proof)
        guard let other = parties.other(than: origin.owner), other == origin.peer else { throw .strangeLog }
        let cosigns = try Self.requireKnownLines(proof.checkpoint, origin, other)
        guard let owner = parties.key(of: origin.owner) else { return nil }
        let cosigner = cosigns ? parties.key(of: other) : nil
        let verified = try verify(proof, of: origin, owner: owner, cosigner: cosigner)
        try heads.add(origin, size: verified.checkpoint.size, root: verified.checkpoint.root)
        try heads.add(origin, index: proof.index, leaf: leaf)
        let entry = ProvenEntry(
            log: origin, index: proof.index, size: verified.checkpoint.size, receivedAt: nil)
        let time = verified.cosignatures.first?.time
        return ProvenCheckpoint(entry: entry, cosignature: time.map { ProvenCosignature(node: other, time: $0) })
    }

    private func verify(
        _ proof: TLogProof, of origin: LogOrigin, owner: KeyLine, cosigner: KeyLine?
    ) throws(ProofFault.Reason) -> VerifiedCheckpoint {
        guard let name = NoteName(origin.description) else { throw .strangeLog }
        let verified: VerifiedCheckpoint
        do {
            verified = try proof.verify(
                leafHash: leaf, origin: name, key: owner.key, cosigners: cosigner.map { [$0] } ?? [])
        } catch {
            throw .tlogProof("\(error)")
        }
        // A line under the cosigner's name with another key id would pass for a stranger's, which notes ignore.
        guard cosigner == nil || verified.cosignatures.count == 1 else { throw .strangeSignature }
        return verified
    }

    private static func origin(of proof: TLogProof) throws(ProofFault.Reason) -> LogOrigin {
        guard let checkpoint = try? Checkpoint(parsing: proof.checkpoint.text),
            let origin = LogOrigin(checkpoint.origin.text)
        else { throw .strangeLog }
        return origin
    }

    /// The log's own line, then at most one of the other party: nothing stands in a proof that nobody checks.
    /// - Returns: whether the other party's is there.
    private static func requireKnownLines(
        _ note: SignedNote, _ origin: LogOrigin, _ other: NodeName
    ) throws(ProofFault.Reason) -> Bool {
        let names = note.signatures.map(\.name.text)
        if names == [origin.description] { return false }
        guard names == [origin.description, other.text] else { throw .strangeSignature }
        return true
    }
}

/// Who a receipt says to have signed it, and for which log; nothing is verified by that.
enum ReceiptIssuer {
    static func log(of receipt: Receipt) -> LogOrigin? {
        (try? COSEReceipt(decoding: receipt.bytes)).flatMap { LogOrigin($0.header.claims.subject) }
    }

    static func name(of receipt: Receipt) -> NodeName? {
        (try? COSEReceipt(decoding: receipt.bytes)).flatMap { NodeName($0.header.claims.issuer) }
    }
}
