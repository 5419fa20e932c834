public import COSE
public import HotlineCrypto
public import TransparencyLog

extension Receipt {
    /// Makes the receipt for statements of one batch: the head signed, with a proof for each.
    ///
    /// Only statements that a store committed can be named, so a receipt for something not on the disk does not
    /// compile (invariant 1). The same statements give the same receipt at any later time.
    /// - Parameter hashes: the tree hashes of this node's log.
    public static func issue(
        for statements: [DurableStatement], key: SigningKey, hashes: some HashReader
    ) throws -> Receipt {
        guard let head = statements.first?.head, statements.allSatisfy({ $0.head == head }),
            statements.count <= Limits.proofsPerReceipt
        else { throw LogError.malformed("batch") }
        let inclusions = try statements.map { statement in
            MerkleInclusion(
                treeSize: head.size, leafIndex: statement.leafIndex,
                path: try MerkleTree.inclusionPath(index: statement.leafIndex, size: head.size, reader: hashes))
        }
        return try Receipt(head: SignedHead(signing: head, key: key), inclusions: inclusions)
    }
}

extension ReceiptOrder {
    /// The frame that answers the order: the receipt, the place of each statement, and the path from or to the head that
    /// the peer holds.
    ///
    /// - Throws: ``LogError``, or the reader's error.
    public func frame(key: SigningKey, hashes: some HashReader) throws -> Frame {
        let receipt = try Receipt.issue(for: statements, key: key, hashes: hashes)
        let places = statements.map { durable in
            ReceiptFrame.Place(stream: durable.signed.statement.stream, ordinal: durable.signed.statement.ordinal)
        }
        let size = statements.first?.head.size ?? peerHolds
        let path = try ReceiptFrame.consistency(between: peerHolds, and: size, hashes: hashes)
        return .receipt(ReceiptFrame(receipt: receipt, places: places, consistency: path))
    }
}

extension VerifiedReceipt {
    /// The receipt with this one proof, to be stored and exported.
    public func receipt() throws(LogError) -> Receipt {
        try Receipt(head: head, inclusions: [inclusion])
    }
}

extension ReceiptFrame {
    /// The consistency path between a head that the receiver holds and a receipt's, whichever is larger; nil for equal
    /// sizes.
    public static func consistency(
        between held: UInt64, and size: UInt64, hashes: some HashReader
    ) throws -> MerkleConsistency? {
        guard held != size else { return nil }
        let (from, to) = (min(held, size), max(held, size))
        return MerkleConsistency(
            from: from, to: to, path: try MerkleTree.consistencyPath(from: from, to: to, reader: hashes))
    }
}
