internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// The parties of Docs/Protocol.md's test vectors, so that the corpus has true signatures.
enum Parties {
    static let alpha = party("alpha.example+0ff4bbf3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")
    static let beta = party("beta.example+4c0eaeaf+AT1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM")
    static let both = [alpha, beta]

    private static func party(_ text: String) -> KeyLine {
        guard let line = try? KeyLine(parsing: text) else { preconditionFailure("a key line of the test vectors") }
        return line
    }
}

/// What logs, receipts and checkpoints are made of.
extension FuzzTarget {
    static let logs = [
        FuzzTarget(name: "receipt") { bytes in
            guard let receipt = try? Receipt(decoding: bytes) else { return }
            require(receipt.bytes == bytes, "a receipt is its own bytes")
            let leaf = Digest.sha256([UInt8](bytes.prefix(8)))
            let verified = try? receipt.verify(leaves: [leaf], owner: Parties.beta, peer: Parties.alpha.name)
            require(verified == nil, "no receipt is for a leaf that nobody logged")
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
    ]
}
