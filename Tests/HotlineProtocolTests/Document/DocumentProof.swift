import HotlineAudit
import HotlineCrypto
@_spi(Store) import HotlineProtocol
import TransparencyLog

/// The proof of the document's message, as alpha makes it: with beta's receipt, a checkpoint of alpha's log that beta cosigned at
/// t + 8, the content, beta's answer, and both key lines.
enum DocumentProof {
    static func file(_ line: DocumentLine) throws -> ProofFile {
        let message = ProofItem(
            statement: line.statement, receipts: [line.receipt.receipt], logProof: try logProof(line),
            body: try DocumentLine.body(DocumentLine.content))
        let answer = ProofItem(statement: line.acknowledgement, receipts: [], body: try DocumentLine.body("Looking."))
        return try ProofFile(message: message, answers: [answer], keyLines: [line.alpha.me, line.beta.me])
    }

    static func logProof(_ line: DocumentLine) throws -> TLogProof {
        guard let head = line.alpha.heads.last?.head, let origin = NoteName(head.origin.description) else {
            throw DocumentLine.Unusable()
        }
        let note = try Checkpoint(origin: origin, size: head.size, root: head.root).signed(by: line.alpha.key)
        let verified = try VerifiedCheckpoint(verifying: note, origin: origin, key: line.alpha.me.key)
        let cosigner = NoteSigner(name: NoteName(line.beta.me.name), key: line.beta.key)
        return try TLogProof(
            index: 1, path: MerkleTree.inclusionPath(index: 1, size: head.size, reader: line.alpha.log),
            checkpoint: note.adding(cosigner.cosign(verified, at: DocumentLine.time(8).seconds)))
    }

    static func vectors() throws -> [DocumentVector] {
        let line = try DocumentLine()
        let text = try logProof(line).encoded()
        return [
            DocumentVector("tlog-proof", .text(String(decoding: text, as: UTF8.self))),
            DocumentVector("proof", .hex(try file(line).encoded()), rule: "proof-file"),
        ]
    }
}
