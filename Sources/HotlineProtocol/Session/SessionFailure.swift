/// Why a session ends through what the peer did or showed. Its description is safe to print and holds no content.
public enum SessionFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// A malformed, misplaced or oversized frame, a wrong party, a broken chain: nothing of it is taken.
    case violation(String)
    /// The same place of a stream with two statements, both signed by the peer: kept as evidence.
    case equivocation(held: SignedStatement, offered: SignedStatement)
    /// Statements are missing before the one that came; the next HELLO asks for them.
    case gap(Stream)
    /// The peer's heads do not agree with each other: the line stops.
    case conflict(HistoryConflict)
    /// This node's database is older than what it once told the peer: the line stops. `offered` is the head of this node's
    /// own log that the peer showed, if it holds one.
    case rolledBack(String, offered: SignedHead?)
    /// What the peer shows of this node's own log or statements is not what its store has there: another copy of its database
    /// has run, or it is from before an own recovery. The line stops. `offered` as above.
    case ownFork(String, offered: SignedHead?)
    /// The peer's database is older than what it once told us: the line stops. `offered` is its newest head.
    case peerRolledBack(String, held: SignedHead?, offered: SignedHead)
    /// A deadline passed.
    case timeout(String)

    /// What the peer is told.
    public var code: ErrorCode {
        switch self {
        case .violation, .equivocation: .violation
        case .gap: .gap
        case .conflict, .rolledBack, .ownFork, .peerRolledBack: .stopped
        case .timeout: .timeout
        }
    }

    /// Whether the line must not go on until its operators have looked.
    public var stopsLine: Bool { code == .stopped }

    /// Whether this may come of a HELLO that the peer wrote before its last receipt, which came over another session: then
    /// it proves nothing, and the next HELLO tells.
    /// - Parameters:
    ///   - startedAt: when the connection was accepted or dialled.
    ///   - lastReceiptAt: when a receipt of the peer was last taken, over whatever session; nil for never.
    public func mayBeOvertaken(startedAt: MonotonicTime, lastReceiptAt: MonotonicTime?) -> Bool {
        guard let lastReceiptAt, lastReceiptAt >= startedAt else { return false }
        switch self {
        case .peerRolledBack: return true
        case .conflict(let conflict): return conflict.reason == .rollback
        case .violation, .equivocation, .gap, .rolledBack, .ownFork, .timeout: return false
        }
    }

    /// The failure as logs and people read it.
    public var description: String {
        switch self {
        case .violation(let reason): "the peer broke the protocol: \(reason)"
        case .equivocation(_, let offered):
            "the peer signed two statements for \(offered.statement.stream) \(offered.statement.ordinal)"
        case .gap(let stream): "statements are missing in \(stream)"
        case .conflict(let conflict): conflict.description
        case .rolledBack(let what, _): "this node's database is older than what the peer holds: \(what)"
        case .ownFork(let what, _): "this node's database is not the one that the peer knows: \(what)"
        case .peerRolledBack(let what, _, _): "the peer's database is older than what it acknowledged: \(what)"
        case .timeout(let what): "\(what) took too long"
        }
    }
}
