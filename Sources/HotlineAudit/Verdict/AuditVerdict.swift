/// What an audit found.
public struct AuditVerdict: Hashable, Sendable {
    /// The one word.
    public enum Outcome: Hashable, Sendable {
        /// All that is there was verified.
        case whole
        /// Something is wrong; this is the first thing.
        case broken(AuditFinding)
        /// Something could not be looked at, and nothing was found wrong in the rest.
        case unchecked(reason: String)
    }

    /// Each log, a line's oldest first.
    public let logs: [LogVerdict]
    /// Why nothing could be looked at; nil where something was.
    public let obstacle: String?

    init(logs: [LogVerdict], obstacle: String? = nil) {
        (self.logs, self.obstacle) = (logs, obstacle)
    }

    /// The verdict on everything: broken before could not check before whole. No log at all is nothing checked.
    public var outcome: Outcome {
        if let finding = logs.lazy.compactMap(\.findings.first).first { return .broken(finding) }
        if let reason = obstacle ?? logs.lazy.compactMap(\.obstacle).first { return .unchecked(reason: reason) }
        return logs.isEmpty ? .unchecked(reason: "there is no log to check") : .whole
    }

    /// What was looked at in all logs.
    public var counts: AuditCounts {
        logs.reduce(into: AuditCounts()) { $0.add($1.counts) }
    }
}

/// What an audit found in one log.
public struct LogVerdict: Hashable, Sendable {
    /// Its name, as it is written.
    public let origin: String
    /// The peer's name, as it is written.
    public let peer: String
    /// What is wrong, the first place by leaf first; at most `AuditLimits.findings`.
    public internal(set) var findings: [AuditFinding] = []
    /// Why some of it could not be looked at.
    public internal(set) var obstacle: String?
    /// What is worth knowing and breaks nothing.
    public internal(set) var notes: [String] = []
    /// What was looked at.
    public internal(set) var counts = AuditCounts()

    init(_ log: AuditLog) {
        origin = log.origin
        peer = log.peer
    }
}

/// What an audit has looked at, up to where it ended.
public struct AuditCounts: Hashable, Sendable {
    /// Leaves whose hash is in the tree.
    public internal(set) var leaves: UInt64 = 0
    /// Own statements whose signature and place were verified.
    public internal(set) var ownStatements: UInt64 = 0
    /// The peer's statements whose signature and place were verified.
    public internal(set) var peerStatements: UInt64 = 0
    /// Own statements with a verified receipt.
    public internal(set) var receipts: UInt64 = 0
    /// Heads of this log whose root was recomputed.
    public internal(set) var heads: UInt64 = 0
    /// Heads of the peer in the log whose signature was verified.
    public internal(set) var peerHeads: UInt64 = 0
    /// Checkpoints whose signature was verified.
    public internal(set) var checkpoints: UInt64 = 0
    /// Cosignatures that were verified.
    public internal(set) var cosignatures: UInt64 = 0
    /// Bodies that match their digest.
    public internal(set) var bodies: UInt64 = 0
    /// Bodies that an erasure record covers.
    public internal(set) var erased: UInt64 = 0
    /// Bodies that are gone without one.
    public internal(set) var lost: UInt64 = 0

    /// Own statements that have no receipt yet.
    public var withoutReceipt: UInt64 { ownStatements - min(ownStatements, receipts) }

    mutating func add(_ other: AuditCounts) {
        leaves += other.leaves
        ownStatements += other.ownStatements
        peerStatements += other.peerStatements
        receipts += other.receipts
        heads += other.heads
        peerHeads += other.peerHeads
        checkpoints += other.checkpoints
        cosignatures += other.cosignatures
        bodies += other.bodies
        erased += other.erased
        lost += other.lost
    }
}
