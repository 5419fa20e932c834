public import COSE
internal import HotlineCrypto
internal import TransparencyLog

/// Two heads of one log that cannot both be true, or a head that could not be shown to extend the one held.
/// Both are kept: they are the evidence.
public struct HistoryConflict: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: String, Hashable, Sendable {
        /// The same size with two roots, or a proof that does not hold: the owner shows two histories.
        case fork
        /// The owner's newest head is smaller than one that it signed before.
        case rollback
        /// One size of one log with two roots, both signed: as the head and as the checkpoint that came with it.
        case twoRoots
        /// Another new log soon after the one before it.
        case tooSoon
    }

    /// What is wrong.
    public let reason: Reason
    /// The head that was held; nil where only entry 0 was held.
    public let held: SignedHead?
    /// The head that came.
    public let offered: SignedHead
    /// The checkpoint that came with it, as a signed note.
    public private(set) var note: [UInt8]?

    /// A conflict between what was held and what came.
    public init(reason: Reason, held: SignedHead?, offered: SignedHead) {
        self.reason = reason
        self.held = held
        self.offered = offered
    }

    /// The signed objects that cannot all be true: what was held, what came.
    public var objects: [[UInt8]] { [held?.bytes, offered.bytes, note].compactMap(\.self) }

    /// The same with a checkpoint, as a signed note.
    public func showing(_ note: [UInt8]) -> HistoryConflict {
        var conflict = self
        conflict.note = note
        return conflict
    }

    /// The value as logs and people read it.
    public var description: String {
        let before = held?.head.size ?? 1
        return switch reason {
        case .fork: "the peer's head of size \(offered.head.size) does not extend its head of size \(before)"
        case .rollback: "the peer's newest head of size \(offered.head.size) is below its head of size \(before)"
        case .tooSoon: "the peer goes on in another new log, \(offered.head.origin), soon after the one before"
        case .twoRoots: "the peer signed two roots for size \(offered.head.size) of its log"
        }
    }
}

/// The peer's log as this side has seen it: every head must extend every head seen before (invariant 4).
public struct Witness: Hashable, Sendable {
    /// The peer's log.
    public let opening: LogOpening
    /// The largest head seen; nil while only entry 0 is known.
    public private(set) var held: SignedHead?

    /// Starts from entry 0, whose leaf hash is the root at size 1, or from the largest head held before.
    public init(opening: LogOpening, held: SignedHead?) {
        self.opening = opening
        self.held = held
    }

    /// The size from which the next proof must lead on.
    public var size: UInt64 { held?.head.size ?? 1 }

    private var root: Digest { held?.head.root ?? opening.leafHash }

    /// Checks a head of the peer against the one held and holds the larger. `proof` leads from the smaller to the larger.
    public mutating func witness(_ head: SignedHead, proof: MerkleConsistency?) throws(HistoryConflict) {
        let conflict = HistoryConflict(reason: .fork, held: held, offered: head)
        guard head.head.origin == opening.origin else { throw conflict }
        if head.head.size == size {
            guard head.head.root == root else { throw conflict }
            held = held ?? head
            return
        }
        let isNewer = head.head.size > size
        let (from, to) = isNewer ? (size, head.head.size) : (head.head.size, size)
        let (fromRoot, toRoot) = isNewer ? (root, head.head.root) : (head.head.root, root)
        #if HOTLINE_PLANTED
            if PlantedBug.consistencyUnchecked.isActive {
                if isNewer { held = head }
                return
            }
        #endif
        guard let proof, proof.from == from, proof.to == to else { throw conflict }
        do {
            try MerkleTree.verifyConsistency(
                from: from, fromRoot: fromRoot, to: to, toRoot: toRoot, path: proof.path)
        } catch {
            throw conflict
        }
        if isNewer { held = head }
    }

    /// Looks at the newest head that a HELLO announces. It is not held: only a proof makes it so.
    public func compare(announced head: SignedHead) throws(HistoryConflict) {
        if head.head.origin != opening.origin || (head.head.size == size && head.head.root != root) {
            throw HistoryConflict(reason: .fork, held: held, offered: head)
        }
        if head.head.size < size {
            throw HistoryConflict(reason: .rollback, held: held, offered: head)
        }
    }
}
