public import HotlineCrypto

/// The Merkle tree of RFC 9162 section 2.1 (the same as RFC 6962 section 2.1) over SHA-256.
///
/// Three kinds of function, in a file each: the hashes and the numbering of stored hashes (here), the makers of roots
/// and proofs from stored hashes (`MerkleTree+Proving.swift`), and the verifiers, which read nothing
/// (`MerkleTree+Verifying.swift`).
public enum MerkleTree {
    /// The largest tree size: the signed 64-bit range of the storage and of the wire.
    public static let maximumSize = UInt64(Int64.max)

    /// The most elements that a path of an acceptable proof can have.
    ///
    /// A tree of `maximumSize` leaves is 63 levels high; a consistency path can name one subtree more.
    public static let maximumPathCount = 64

    /// The root of the empty tree, SHA-256 of nothing (RFC 9162 section 2.1.1).
    public static let emptyRoot = Digest.sha256([])

    /// The hash of a leaf, SHA-256(0x00 ‖ entry): the first byte keeps leaves and nodes apart.
    public static func leafHash(_ entry: [UInt8]) -> Digest {
        Digest.sha256(concatenating: [[0x00], entry])
    }

    /// The hash of an inner node, SHA-256(0x01 ‖ left ‖ right).
    public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        Digest.sha256(concatenating: [[0x01], left.bytes, right.bytes])
    }
}

// MARK: - The numbering of stored hashes

extension MerkleTree {
    /// The number of hashes stored for a tree of `size` leaves: every leaf and every complete inner node, 2n - popcount(n).
    ///
    /// - Returns: `UInt64.max` for a size above ``maximumSize``.
    public static func storedCount(size: UInt64) -> UInt64 {
        guard size <= maximumSize else { return .max }
        return 2 * size - UInt64(size.nonzeroBitCount)
    }

    /// The position at which the hash of a complete subtree is stored.
    ///
    /// Hashes are numbered in the order in which appending makes them: a leaf, then each node that the leaf completes, from
    /// the lowest up. So the numbering never changes as the tree grows, and appending writes one dense range.
    ///
    /// - Parameters:
    ///   - level: 0 for leaves; a node at level l covers 2^l leaves.
    ///   - index: the number of subtrees of that level to the left of it.
    /// - Returns: `UInt64.max`, where nothing is ever stored, for a node that no tree up to ``maximumSize`` has.
    public static func storedPosition(level: Int, index: UInt64) -> UInt64 {
        guard (0..<63).contains(level), index < maximumSize >> UInt64(level) else { return .max }
        // The node is made right after its last leaf and the nodes below it, of which each level below has one.
        let lastLeaf = ((index + 1) << UInt64(level)) - 1
        return storedCount(size: lastLeaf) + UInt64(level)
    }
}
