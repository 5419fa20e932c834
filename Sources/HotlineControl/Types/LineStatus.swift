/// How one line stands: part of `GET /v1/status`.
public struct LineStatus: Codable, Hashable, Sendable {
    /// What the line does at this moment.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// An acceptable HELLO arrived on the session that is open.
        case connected
        /// A route is being dialled, or a session is in its handshake.
        case connecting
        /// No session; the node dials again after its back-off.
        case disconnected
        /// Stopped for a reason that a person must look at (`stopped_reason`); `submit` still queues.
        case stopped
        /// Stopped, and this node takes back from the peer what its database has lost.
        case recovering
    }

    /// Whose history does not go on.
    public enum StoppedCause: String, Codable, Hashable, Sendable, CaseIterable {
        /// This node's database is an older copy: `hotline line recover` takes back what it lost.
        case thisNodeRolledBack = "this_node_rolled_back"
        /// The peer's database is an older copy: it recovers, and this node goes on by itself.
        case peerRolledBack = "peer_rolled_back"
        /// The peer showed two histories.
        case fork
    }

    /// The peer's name.
    public var peer: String
    /// Whether the safety number was compared.
    public var verified: Bool
    /// What the line does at this moment.
    public var state: State
    /// Why the line is stopped.
    public var stoppedReason: String?
    /// Whose history does not go on, where the line is stopped and it is known.
    public var stoppedCause: StoppedCause?
    /// The recovery that made this node's log of the line, where this process did it.
    public var recovery: RecoverySummary?
    /// The route in use, `host:port`.
    public var route: String?
    /// Number of the session; it rises with each take-over.
    public var session: UInt64?
    /// Since when it is connected, RFC 3339 UTC.
    public var connectedSince: String?
    /// Statements stored here and not yet receipted.
    public var queued: Int
    /// Messages of either side whose acknowledgement is late.
    public var overdue: Int
    /// The peer's clock less this node's, in seconds; shown, never used.
    public var clockSkewSeconds: Int?
    /// This node's log of the line.
    public var log: LogHead
    /// The largest head held of the peer's log.
    public var peerLog: LogHead?
    /// The last trouble of the line, in words.
    public var lastError: String?

    /// All fields; those that may be absent are `nil` unless given.
    public init(
        peer: String, verified: Bool, state: State, stoppedReason: String? = nil,
        stoppedCause: StoppedCause? = nil, recovery: RecoverySummary? = nil, route: String? = nil,
        session: UInt64? = nil, connectedSince: String? = nil, queued: Int, overdue: Int,
        clockSkewSeconds: Int? = nil, log: LogHead, peerLog: LogHead? = nil, lastError: String? = nil
    ) {
        self.peer = peer
        self.verified = verified
        self.state = state
        self.stoppedReason = stoppedReason
        self.stoppedCause = stoppedCause
        self.recovery = recovery
        self.route = route
        self.session = session
        self.connectedSince = connectedSince
        self.queued = queued
        self.overdue = overdue
        self.clockSkewSeconds = clockSkewSeconds
        self.log = log
        self.peerLog = peerLog
        self.lastError = lastError
    }

    enum CodingKeys: String, CodingKey {
        case peer, verified, state, recovery, route, session, queued, overdue, log
        case stoppedReason = "stopped_reason"
        case stoppedCause = "stopped_cause"
        case connectedSince = "connected_since"
        case clockSkewSeconds = "clock_skew_seconds"
        case peerLog = "peer_log"
        case lastError = "last_error"
    }
}
