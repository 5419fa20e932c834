public import HotlineCrypto

/// The right edge of a tree: the roots of its complete subtrees, largest first. It is all that appending needs, so the writer of
/// a log never reads.
///
/// It holds at most 63 digests and is a value: a writer appends to a copy and keeps it once the batch is committed.
public struct TreeFrontier: Hashable, Sendable {
    /// The number of leaves.
    public private(set) var size: UInt64

    /// One complete subtree for each set bit of `size`, from the highest bit down.
    private var subtrees: [Digest]

    /// The edge of the empty tree.
    public init() {
        size = 0
        subtrees = []
    }

    /// Reads the edge of the tree of the first `size` leaves; what was stored for a larger tree is not looked at.
    ///
    /// Recovery compares ``root`` with the last committed head afterwards.
    ///
    /// - Throws: ``ProofError/sizeTooLarge(_:)``, or the reader's error.
    public init(size: UInt64, reader: some HashReader) throws {
        try MerkleTree.checkSize(size)
        self.size = size
        subtrees = try TreeRange(size: size).storedPositions.map(reader.hash(at:))
    }

    /// The root of the tree (RFC 9162 section 2.1.1).
    public var root: Digest { MerkleTree.fold(subtrees) }

    /// Appends a leaf.
    ///
    /// - Parameter leafHash: ``MerkleTree/leafHash(_:)`` of the entry.
    /// - Returns: the hashes to store, in the order of their positions, the first at ``MerkleTree/storedCount(size:)`` of
    ///   the size before: the leaf's and that of each node that it completes.
    public mutating func append(_ leafHash: Digest) -> [Digest] {
        var stored = [leafHash]
        var hash = leafHash
        // Each trailing one of the old size is a complete subtree that finds its right sibling now: binary addition's carry.
        for _ in 0..<(~size).trailingZeroBitCount {
            guard let left = subtrees.popLast() else { break }
            hash = MerkleTree.nodeHash(left, hash)
            stored.append(hash)
        }
        subtrees.append(hash)
        size += 1
        return stored
    }
}
