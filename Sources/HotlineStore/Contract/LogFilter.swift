public import HotlineProtocol

/// Which statements of a log to read.
public struct LogFilter: Hashable, Sendable {
    /// Where a page begins and which way it goes.
    public enum Start: Hashable, Sendable {
        /// In order of the log, from this leaf on.
        case from(UInt64)
        /// Against it, from the leaf before this one.
        case before(UInt64)
    }

    /// Where to begin.
    public var start: Start
    /// On this channel only.
    public var channel: ChannelName?
    /// Of this kind only.
    public var kind: KindName?
    /// Of this precedence only.
    public var precedence: Precedence?
    /// Committed here at this time or later.
    public var since: UTCTime?
    /// Committed here before this time.
    public var until: UTCTime?
    /// Of these messages only.
    public var ids: [MessageID]?
    /// Statements at most, up to `StoreLimits.pageRows`.
    public var limit: Int

    /// All statements from the log's beginning.
    public init(start: Start = .from(0), limit: Int = StoreLimits.pageRows) {
        (self.start, self.limit) = (start, limit)
    }
}

/// A page of a log's statements.
public struct LoggedPage: Hashable, Sendable {
    /// The statements, in the order that was asked for.
    public let messages: [StoredMessage]
    /// The index to begin the next page with; nil at the end. A page may be empty and not the last.
    public let next: UInt64?
    /// The number of leaves of the log.
    public let size: UInt64
}

/// A checkpoint of this node's own log, as it is stored.
public struct CoveringCheckpoint: Hashable, Sendable {
    /// The number of leaves.
    public let size: UInt64
    /// The signed note, with the peer's cosignature where it came.
    public let note: [UInt8]
}
