public import HotlineCrypto
public import HotlineProtocol

/// A line's row in the store; it stays the same when the peer is removed and added again with the same key.
public struct LineID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The row's number.
    public let rawValue: Int64

    /// The line in that row.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// The line's number, for messages to people.
    public var description: String { "line \(rawValue)" }
}

/// A line that was stopped because its peer shows two histories, or an older one (invariant 4).
public struct StoppedLine: Hashable, Sendable {
    /// What was found.
    public let reason: String
    /// Whose history does not go on; nil where a version stopped it that did not record it.
    public let cause: StopCause?
    /// When it was found.
    public let at: UTCTime

    /// A stopped line.
    public init(reason: String, cause: StopCause? = nil, at: UTCTime) {
        self.reason = reason
        self.cause = cause
        self.at = at
    }
}

/// What the store knows of one line.
public struct LineRecord: Hashable, Sendable {
    /// The line.
    public let id: LineID
    /// The pinned peer.
    public let peer: KeyLine
    /// Entry 0 of this node's log.
    public let opening: LogOpening
    /// Entry 0 of the peer's log, once the peer has sent it.
    public let peerOpening: LogOpening?
    /// The largest head held of the peer's log.
    public let held: SignedHead?
    /// When the safety number was compared; nil while it was not.
    public let verifiedAt: UTCTime?
    /// Where the peer can be reached, `host:port`, in order of preference.
    public let routes: [String]
    /// Why and since when the line is stopped; nil while it is not.
    public let stopped: StoppedLine?
}

/// What is kept of a peer's misconduct: signed objects that cannot all be true.
public struct Evidence: Hashable, Sendable {
    /// The line.
    public let line: LineID
    /// What was found.
    public let reason: String
    /// When.
    public let at: UTCTime
    /// The signed objects as they came: heads, or statements.
    public let objects: [[UInt8]]
}
