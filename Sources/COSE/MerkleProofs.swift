public import HotlineCrypto

/// Evidence that a leaf is in a tree (RFC 9942, RFC 9162 section 2.1.3): `[tree_size, leaf_index, [+ digest]]`.
///
/// The path of a tree of one leaf is empty and has no such form; so a proof is of a tree of at least two.
public struct MerkleInclusion: Hashable, Sendable {
    /// The number of leaves, 2 to 2^63 - 1.
    public let treeSize: UInt64
    /// The place of the leaf, from 0, below the tree size.
    public let leafIndex: UInt64
    /// The hashes from the leaf's sibling up to the root, 1 to 64.
    public let path: [Digest]

    /// Makes a proof; what is out of range is refused when it is put into a receipt.
    public init(treeSize: UInt64, leafIndex: UInt64, path: [Digest]) {
        self.treeSize = treeSize
        self.leafIndex = leafIndex
        self.path = path
    }

    /// Reads a proof in deterministic CBOR.
    ///
    /// - Throws: ``COSEError/encoding(_:_:)``, ``COSEError/malformedProof``, ``COSEError/proofRange`` or
    ///   ``COSEError/pathLength``.
    public init(decoding bytes: [UInt8]) throws(COSEError) {
        let proof = try COSEProof(decoding: bytes)
        self.init(treeSize: proof.first, leafIndex: proof.second, path: proof.path)
        try check()
    }

    /// The proof in deterministic CBOR.
    public func encoded() -> [UInt8] {
        COSEProof(first: treeSize, second: leafIndex, path: path).encoded()
    }

    /// Refuses numbers that no tree has; whether the path leads to the root is for the tree to say.
    func check() throws(COSEError) {
        guard (2...COSELimits.maximumNumber).contains(treeSize), leafIndex < treeSize else { throw .proofRange }
        try COSEProof.check(path)
    }
}

/// Evidence that one tree extends another (RFC 9942, RFC 9162 section 2.1.4): `[tree_size_1, tree_size_2, [+ digest]]`.
///
/// Equal sizes and the empty tree have an empty path and so no such form.
public struct MerkleConsistency: Hashable, Sendable {
    /// The size of the earlier tree, at least 1.
    public let from: UInt64
    /// The size of the later tree, larger than the earlier, at most 2^63 - 1.
    public let to: UInt64
    /// The hashes that lead to both roots, 1 to 64.
    public let path: [Digest]

    /// Makes a proof from its parts as they are.
    public init(from: UInt64, to: UInt64, path: [Digest]) {
        self.from = from
        self.to = to
        self.path = path
    }

    /// Reads a proof in deterministic CBOR.
    ///
    /// - Throws: ``COSEError/encoding(_:_:)``, ``COSEError/malformedProof``, ``COSEError/proofRange`` or
    ///   ``COSEError/pathLength``.
    public init(decoding bytes: [UInt8]) throws(COSEError) {
        let proof = try COSEProof(decoding: bytes)
        guard proof.first >= 1, proof.first < proof.second, proof.second <= COSELimits.maximumNumber else {
            throw .proofRange
        }
        try COSEProof.check(proof.path)
        self.init(from: proof.first, to: proof.second, path: proof.path)
    }

    /// The proof in deterministic CBOR.
    public func encoded() -> [UInt8] {
        COSEProof(first: from, second: to, path: path).encoded()
    }
}
