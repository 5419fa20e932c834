internal import FuzzSupport
internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// What logs, receipts and checkpoints are made of, and the keys that they are checked with.
extension FuzzTarget {
    /// The leaves of what the vectors say: there are receipts for some of them.
    private static let statements = Vectors.all.filter { (try? SignedStatement(decoding: $0)) != nil }
        .map(MerkleTree.leafHash)

    static let logs = [
        FuzzTarget(name: "receipt") { bytes in
            guard let receipt = try? Receipt(decoding: bytes) else { return }
            require(receipt.bytes == bytes, "a receipt is its own bytes")
            for leaf in statements + [Digest.sha256([UInt8](bytes.prefix(8)))] {
                let verified = try? receipt.verify(leaves: [leaf], owner: Parties.beta, peer: Parties.alpha.name)
                require(verified == nil || Vectors.all.contains(bytes), "nobody but beta gives a receipt")
            }
        },
        FuzzTarget(name: "head") { bytes in
            if let head = try? SignedHead(verifying: bytes, owner: Parties.beta) {
                require(head.bytes == bytes && head.head.origin.owner == Parties.beta.name, "a head is its owner's")
            }
            if let opening = try? LogOpening(verifying: bytes, owner: Parties.alpha, peer: Parties.beta) {
                require(opening.origin.owner == Parties.alpha.name, "entry 0 is its owner's")
            }
        },
        FuzzTarget(name: "note") { bytes in
            if let note = try? SignedNote(parsing: bytes) {
                require(note.encoded() == bytes, "a signed note has one form")
                _ = try? Checkpoint(parsing: note.text)
            }
            if let proof = try? TLogProof(parsing: bytes) {
                require(proof.encoded() == bytes, "a tlog-proof has one form")
            }
        },
        FuzzTarget(name: "checkpoint") { bytes in
            guard let text = try? NoteText(bytes), let checkpoint = try? Checkpoint(parsing: text) else { return }
            let again = try? Checkpoint(origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root)
            require(again == checkpoint, "a checkpoint is its origin, size and root")
        },
        FuzzTarget(name: "keyline") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            guard let line = try? KeyLine(parsing: text) else { return }
            require("\(line)" == text, "a key line has one form")
        },
    ]
}
