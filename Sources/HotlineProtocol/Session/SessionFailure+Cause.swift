/// Whose history it is that does not go on.
public enum StopCause: Int64, CaseIterable, Hashable, Sendable {
    /// This node's database is older than what it told the peer: it recovers from the peer.
    case thisNodeRolledBack = 1
    /// The peer's database is older than what it told this node: it recovers, and this node waits.
    case peerRolledBack = 2
    /// The peer shows two histories. Only its operators and this node's can say which is right.
    case fork = 3
    /// This node's database has not what this node signed: a copy of it may run beside this one. It recovers from the peer, but
    /// never by itself: of two copies that did, each would drive the other out without end.
    case ownFork = 4

    /// Whether this node is the one that recovers.
    public var isOwn: Bool { self == .thisNodeRolledBack || self == .ownFork }
}

extension SessionFailure {
    /// Whose history does not go on; nil where the session alone ends.
    public var cause: StopCause? {
        switch self {
        case .rolledBack: .thisNodeRolledBack
        case .ownFork: .ownFork
        case .peerRolledBack: .peerRolledBack
        case .conflict(let conflict): conflict.reason == .rollback ? .peerRolledBack : .fork
        case .violation, .equivocation, .gap, .timeout: nil
        }
    }
}
