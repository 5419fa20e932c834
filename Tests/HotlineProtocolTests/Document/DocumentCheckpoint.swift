import COSE
import HotlineCrypto
import HotlineProtocol
import TransparencyLog

/// Beta's checkpoint of size 2 in the line of the test vectors, and alpha's cosignature on it.
struct DocumentCheckpoint {
    let frame: CheckpointFrame
    /// The signature line.
    let cosignature: [UInt8]
    private let head: Head

    init(_ line: DocumentLine) throws {
        let signed = line.beta.heads[1]
        head = signed.head
        let name = try head.origin.noteName
        let note = try Checkpoint(origin: name, size: head.size, root: head.root).signed(by: line.beta.key)
        let path = try ReceiptFrame.consistency(between: 1, and: head.size, hashes: line.beta.log)
        frame = CheckpointFrame(head: signed.bytes, note: note.encoded(), consistency: path)
        let verified = try VerifiedCheckpoint(verifying: note, origin: name, key: line.beta.me.key)
        let signer = NoteSigner(name: NoteName(line.alpha.me.name), key: line.alpha.key)
        cosignature = try signer.cosign(verified, at: DocumentLine.time(5).seconds).line
    }

    /// The frame that answers it.
    func answer(_ answer: CosignatureFrame.Answer) throws -> CosignatureFrame {
        CosignatureFrame(origin: head.origin, size: head.size, answer: answer)
    }
}
