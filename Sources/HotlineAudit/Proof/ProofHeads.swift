internal import HotlineCrypto
internal import HotlineProtocol

/// All that a file's verified signatures say of the logs, held against each other: one root for each size, one place for each
/// statement, one statement for each place.
struct ProofHeads {
    private struct Size: Hashable {
        let log: LogOrigin
        let size: UInt64
    }

    private struct Place: Hashable {
        let log: LogOrigin
        let index: UInt64
    }

    private struct Leaf: Hashable {
        let log: LogOrigin
        let leaf: Digest
    }

    private var roots: [Size: Digest] = [:]
    private var leaves: [Place: Digest] = [:]
    private var places: [Leaf: UInt64] = [:]
    private var statements: Set<Digest> = []

    /// Takes a statement of the file; none stands there twice.
    mutating func add(statement leaf: Digest) throws(ProofFault.Reason) {
        guard statements.insert(leaf).inserted else { throw .repeated }
    }

    /// Takes a signed head.
    mutating func add(_ log: LogOrigin, size: UInt64, root: Digest) throws(ProofFault.Reason) {
        let key = Size(log: log, size: size)
        guard roots[key] ?? root == root else { throw .fork }
        roots[key] = root
    }

    /// Takes a proven place of a statement.
    mutating func add(_ log: LogOrigin, index: UInt64, leaf: Digest) throws(ProofFault.Reason) {
        let (place, key) = (Place(log: log, index: index), Leaf(log: log, leaf: leaf))
        guard leaves[place] ?? leaf == leaf, places[key] ?? index == index else { throw .place }
        (leaves[place], places[key]) = (leaf, index)
    }
}
