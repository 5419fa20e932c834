/// The way of a proof from a node up to the root, one path element at a time: the loop that RFC 9162 sections 2.1.3.2 and
/// 2.1.4.2 have in common.
///
/// `node` is fn of the RFC, the number of the node within its level; `last` is sn, that of the level's last node.
struct ProofWalk {
    private var node: UInt64
    private var last: UInt64

    /// On which side of the node the path's next element stands.
    enum Sibling {
        case left
        case right
    }

    init(node: UInt64, last: UInt64) {
        (self.node, self.last) = (node, last)
    }

    /// Goes up past all levels at which the node is a right child (RFC 9162 section 2.1.4.2, step 4).
    mutating func skipRightChildren() {
        while node & 1 == 1 { rise() }
    }

    /// Goes up one element and says where it stands; the path has at most 64 elements, since each shifts `last`.
    mutating func climb() throws(ProofError) -> Sibling {
        guard last > 0 else { throw .pathTooLong }
        let sibling: Sibling = node & 1 == 1 || node == last ? .left : .right
        if sibling == .left {
            // The last node of a level may have no sibling there; it stands for itself on the levels above.
            while node & 1 == 0 && node > 0 { rise() }
        }
        rise()
        return sibling
    }

    /// Refuses a path that ended below the root.
    func checkAtRoot() throws(ProofError) {
        guard last == 0 else { throw .pathTooShort }
    }

    private mutating func rise() {
        node >>= 1
        last >>= 1
    }
}
