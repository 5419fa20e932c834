public import HotlineCrypto

extension MerkleTree {
    /// The root to which an inclusion path leads (RFC 9162 section 2.1.3.2). The caller compares it, or verifies a signature on it.
    ///
    /// The work is bounded by the tree's height, whatever the length of `path`.
    ///
    /// - Parameters:
    ///   - index: the leaf's number, from 0.
    ///   - size: the number of leaves of the tree.
    ///   - leafHash: ``leafHash(_:)`` of the entry's own bytes, never a hash that came with the proof.
    ///   - path: the siblings from the leaf up.
    /// - Throws: ``ProofError`` if the leaf is not in the tree or the path is longer or shorter than the tree is high.
    public static func rootOfInclusion(
        index: UInt64, size: UInt64, leafHash: Digest, path: [Digest]
    ) throws(ProofError) -> Digest {
        try checkSize(size)
        guard index < size else { throw .leafOutsideTree(index: index, size: size) }
        var walk = ProofWalk(node: index, last: size - 1)
        var hash = leafHash
        for element in path {
            switch try walk.climb() {
            case .left: hash = nodeHash(element, hash)
            case .right: hash = nodeHash(hash, element)
            }
        }
        try walk.checkAtRoot()
        return hash
    }

    /// Refuses the newer root unless its tree extends the older one (RFC 9162 section 2.1.4.2).
    ///
    /// Equal sizes need equal roots and an empty path. Every tree extends the empty one: there, too, the path has to be empty.
    ///
    /// - Throws: ``ProofError``. ``ProofError/equalSizesDifferentRoots(size:)`` says that the roots contradict each other;
    ///   any other error says only that this path does not prove the extension.
    public static func verifyConsistency(
        from: UInt64, fromRoot: Digest, to: UInt64, toRoot: Digest, path: [Digest]
    ) throws(ProofError) {
        try checkSize(to)
        guard from <= to else { throw .sizesOutOfOrder(from: from, to: to) }
        guard from > 0 || fromRoot == emptyRoot else { throw .rootMismatch }
        if from == to && fromRoot != toRoot { throw .equalSizesDifferentRoots(size: to) }
        if from == 0 || from == to {
            guard path.isEmpty else { throw .pathTooLong }
            return
        }
        try verifyExtension(from: from, fromRoot: fromRoot, to: to, toRoot: toRoot, path: path)
    }

    /// Steps 1 to 7 of RFC 9162 section 2.1.4.2, for 0 < from < to.
    private static func verifyExtension(
        from: UInt64, fromRoot: Digest, to: UInt64, toRoot: Digest, path: [Digest]
    ) throws(ProofError) {
        // An older tree of 2^k leaves is a node of the newer one: the path leaves out its root, which the verifier holds.
        let elements = from & (from - 1) == 0 ? [fromRoot] + path : path
        guard let first = elements.first else { throw .pathTooShort }
        var walk = ProofWalk(node: from - 1, last: to - 1)
        walk.skipRightChildren()
        var (older, newer) = (first, first)
        for element in elements.dropFirst() {
            switch try walk.climb() {
            case .left: (older, newer) = (nodeHash(element, older), nodeHash(element, newer))
            case .right: newer = nodeHash(newer, element)
            }
        }
        try walk.checkAtRoot()
        guard older == fromRoot else { throw .rootMismatch }
        guard newer == toRoot else { throw .newerRootMismatch }
    }
}
