public import HotlineCrypto

extension MerkleTree {
    /// The root of the first `size` leaves, from the stored hashes (RFC 9162 section 2.1.1).
    ///
    /// - Throws: ``ProofError/sizeTooLarge(_:)``, or the reader's error.
    public static func root(size: UInt64, reader: some HashReader) throws -> Digest {
        try checkSize(size)
        return try TreeRange(size: size).hash(reader)
    }

    /// The inclusion path of leaf `index` in the tree of the first `size` leaves (RFC 9162 section 2.1.3.1).
    ///
    /// - Returns: the siblings from the leaf up; empty for the only leaf of a tree.
    /// - Throws: ``ProofError``, or the reader's error.
    public static func inclusionPath(index: UInt64, size: UInt64, reader: some HashReader) throws -> [Digest] {
        try checkSize(size)
        guard index < size else { throw ProofError.leafOutsideTree(index: index, size: size) }
        var path: [Digest] = []
        var range = TreeRange(size: size)
        while range.count > 1 {
            let (left, right) = range.halves
            let goesLeft = index < left.end
            path.append(try (goesLeft ? right : left).hash(reader))
            range = goesLeft ? left : right
        }
        return path.reversed()
    }

    /// The consistency path from the tree of the first `from` leaves to that of the first `to` (RFC 9162 section 2.1.4.1).
    ///
    /// - Returns: the path; empty if the sizes are equal or `from` is 0, since every tree extends the empty one.
    /// - Throws: ``ProofError``, or the reader's error.
    public static func consistencyPath(from: UInt64, to: UInt64, reader: some HashReader) throws -> [Digest] {
        try checkSize(to)
        guard from <= to else { throw ProofError.sizesOutOfOrder(from: from, to: to) }
        guard from > 0 else { return [] }
        var path: [Digest] = []
        var range = TreeRange(size: to)
        while range.end != from {
            let (left, right) = range.halves
            let goesLeft = from <= left.end
            path.append(try (goesLeft ? right : left).hash(reader))
            range = goesLeft ? left : right
        }
        // A subtree that starts at leaf 0 is the older tree itself, whose root the verifier holds.
        if range.start > 0 { path.append(try range.hash(reader)) }
        return path.reversed()
    }

    static func checkSize(_ size: UInt64) throws(ProofError) {
        guard size <= maximumSize else { throw .sizeTooLarge(size) }
    }
}
