/// One thing that is wrong in a log: what, where, and what it means.
public struct AuditFinding: Error, Hashable, Sendable, CustomStringConvertible {
    /// What sort of thing it is.
    public let kind: Kind
    /// The log, by its origin.
    public internal(set) var log: String
    /// The place in words, such as `leaf 17`.
    public let place: String
    /// The leaf at which it stands, or at which it came to light; nil where it concerns the log as a whole.
    public let leaf: UInt64?
    /// What is wrong there.
    public let what: String

    /// What it means, in plain words.
    public var meaning: String { kind.meaning }

    /// The value as logs and people read it.
    public var description: String { "\(log), \(place): \(what)" }

    init(_ kind: Kind, at leaf: UInt64, _ what: String) {
        (self.kind, self.leaf, place, self.what, log) = (kind, leaf, "leaf \(leaf)", what, "")
    }

    init(_ kind: Kind, place: String, at leaf: UInt64? = nil, _ what: String) {
        (self.kind, self.leaf, self.place, self.what, log) = (kind, leaf, place, what, "")
    }

    func of(_ log: AuditLog) -> AuditFinding {
        var finding = self
        finding.log = log.origin
        return finding
    }
}

extension AuditFinding {
    /// The sorts of findings. Their raw values are stable.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Entry 0.
        case opening
        /// A leaf that is missing, out of place, or of no known type.
        case leaf
        /// A stored tree hash.
        case treeHash = "tree-hash"
        /// A head of this log.
        case head
        /// A statement's bytes or signature.
        case statement
        /// A statement's place in its stream.
        case chain
        /// A head of the peer.
        case peerHead = "peer-head"
        /// A receipt.
        case receipt
        /// A checkpoint or a cosignature.
        case checkpoint
        /// A body that is not the one that the statement names.
        case body
        /// A body that is gone without an erasure record.
        case bodyLost = "body-lost"
        /// An erasure record.
        case erasure
        /// The link to the log before or after.
        case predecessor
        /// An index table that does not say what the log says.
        case index
        /// A database or file that holds what no writer leaves.
        case damaged
    }
}

extension AuditFinding.Kind {
    /// What it means, in plain words.
    public var meaning: String {
        switch self {
        case .opening:
            "The log does not begin as the two parties' keys require: it is not, or no longer, the log of this line."
        case .leaf: "The log was changed after it was written: an entry was removed, added or replaced."
        case .treeHash: "The stored hashes no longer fit the entries: the one or the other was changed later."
        case .head: "The entries do not give what was committed as the log's head: the log was changed later."
        case .statement:
            "This is not what the party signed: the statement was changed, or made by somebody without the key."
        case .chain: "A statement of this stream was removed, added or moved: the numbers or digests do not follow."
        case .peerHead: "What is kept of the peer's log is not what the peer signed, or the peer showed two histories."
        case .receipt: "The receipt does not prove that the peer's log holds this statement."
        case .checkpoint: "The checkpoint or its cosignature is not of this history, or was changed."
        case .body: "The content is not the one that the statement names: it was changed after it was stored."
        case .bodyLost:
            "The content is gone and no erasure record explains it. That the statement was made is still proven."
        case .erasure: "The record of an erasure is not one that the log's owner signed, or names what it cannot."
        case .predecessor:
            "The chain of this line's logs is broken: this log does not follow the one before it as it says."
        case .index: "The log is unchanged here, but what lists show beside it is not what the log says."
        case .damaged: "The database or file is damaged at this place; what stands there cannot be relied on."
        }
    }
}
