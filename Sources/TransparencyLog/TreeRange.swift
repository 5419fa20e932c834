import HotlineCrypto

/// The leaves `start ..< end` of a tree, where the tree's own splits may put the borders of a subtree.
///
/// RFC 9162 section 2.1.1 splits n leaves at the largest power of two smaller than n. So every subtree that the splits
/// reach starts at a multiple of a power of two not smaller than its size, and only one at the right edge is incomplete.
struct TreeRange {
    private(set) var start: UInt64
    private(set) var end: UInt64

    /// The whole tree.
    init(size: UInt64) {
        (start, end) = (0, size)
    }

    private init(_ start: UInt64, _ end: UInt64) {
        (self.start, self.end) = (start, end)
    }

    var count: UInt64 { end - start }

    /// The two halves of RFC 9162 section 2.1.1; for ranges of two leaves or more.
    var halves: (left: TreeRange, right: TreeRange) {
        let middle = start + largestPowerOfTwo(notAbove: count - 1)
        return (TreeRange(start, middle), TreeRange(middle, end))
    }

    /// The stored positions of the complete subtrees that make up this range, from left to right.
    var storedPositions: [UInt64] {
        var positions: [UInt64] = []
        var next = start
        while next < end {
            let width = largestPowerOfTwo(notAbove: end - next)
            let level = width.trailingZeroBitCount
            positions.append(MerkleTree.storedPosition(level: level, index: next >> UInt64(level)))
            next += width
        }
        return positions
    }

    /// The hash of the subtree over this range; for ranges that are not empty it is made of stored hashes alone.
    func hash(_ reader: some HashReader) throws -> Digest {
        try MerkleTree.fold(storedPositions.map(reader.hash(at:)))
    }
}

extension MerkleTree {
    /// The root over complete subtrees of falling size, from left to right; the empty root over none.
    static func fold(_ subtrees: [Digest]) -> Digest {
        guard var hash = subtrees.last else { return emptyRoot }
        for left in subtrees.dropLast().reversed() {
            hash = nodeHash(left, hash)
        }
        return hash
    }
}

/// The largest power of two that is not above `value`; `value` is 1 or more.
private func largestPowerOfTwo(notAbove value: UInt64) -> UInt64 {
    1 << UInt64(63 - value.leadingZeroBitCount)
}
