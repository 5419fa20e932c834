/// Why a proof, or a request for one, was refused. It holds numbers alone, so its description is safe to print.
public enum ProofError: Error, Hashable, Sendable {
    /// A tree size is above ``MerkleTree/maximumSize``.
    case sizeTooLarge(UInt64)
    /// The tree of `size` leaves has no leaf `index` (RFC 9162 section 2.1.3.2, step 1).
    case leafOutsideTree(index: UInt64, size: UInt64)
    /// A consistency proof runs from the smaller tree to the larger; `from` is larger than `to`.
    case sizesOutOfOrder(from: UInt64, to: UInt64)
    /// The path ends before it reaches the root.
    case pathTooShort
    /// The path goes on after it has reached the root, or is not empty where it has to be.
    case pathTooLong
    /// The path does not lead to the root of the older (or of the only) tree.
    case rootMismatch
    /// The path leads to the older root but not to the newer. It proves no fork: another path may lead to both.
    case newerRootMismatch
    /// Two trees of equal size have different roots: with both roots signed, the evidence of a fork.
    case equalSizesDifferentRoots(size: UInt64)
}

extension ProofError: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .sizeTooLarge(let size): "the tree size \(size) is above the limit \(MerkleTree.maximumSize)"
        case .leafOutsideTree(let index, let size): "a tree of size \(size) has no leaf \(index)"
        case .sizesOutOfOrder(let from, let to): "size \(from) is not at or below size \(to)"
        case .pathTooShort: "the proof's path is too short"
        case .pathTooLong: "the proof's path is too long"
        case .rootMismatch: "the proof does not lead to the root"
        case .newerRootMismatch: "the newer root does not extend the older"
        case .equalSizesDifferentRoots(let size): "two trees of size \(size) have different roots"
        }
    }
}
