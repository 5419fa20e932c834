/// What `GET /v1/log/messages` asks for: the messages in this node's log of a line, as a person reads them.
public struct LogReadingQuery: Hashable, Sendable {
    /// Whose line.
    public var peer: String
    /// In order of the log, from this entry on; 0 where neither this nor `before` is given.
    public var from: UInt64?
    /// Against the order of the log, from the entry before this one.
    public var before: UInt64?
    /// Messages in the page, 1 to ``ControlLimits/pageLimit``.
    public var limit: Int
    /// On this channel only.
    public var channel: String?
    /// Of this kind only.
    public var kind: String?
    /// Of this precedence only.
    public var precedence: String?
    /// Committed here at this time or later, RFC 3339 UTC.
    public var since: String?
    /// Committed here before this time, RFC 3339 UTC.
    public var until: String?
    /// Decisions of this officer only, by the name as it was written.
    public var officer: String?
    /// The message with this id and all that hangs on it by `in_reply_to`, both ways.
    public var thread: String?

    /// A query; without more than the peer, the log's beginning.
    public init(
        peer: String, from: UInt64? = nil, before: UInt64? = nil, limit: Int = ControlLimits.pageDefault,
        channel: String? = nil, kind: String? = nil, precedence: String? = nil, since: String? = nil,
        until: String? = nil, officer: String? = nil, thread: String? = nil
    ) {
        (self.peer, self.from, self.before, self.limit) = (peer, from, before, limit)
        (self.channel, self.kind, self.precedence) = (channel, kind, precedence)
        (self.since, self.until, self.officer, self.thread) = (since, until, officer, thread)
    }

    /// The parameters of the request.
    var parameters: [(name: String, value: String?)] {
        [
            ("peer", peer), ("from", from.map { String($0) }), ("before", before.map { String($0) }),
            ("limit", String(limit)), ("channel", channel), ("kind", kind), ("precedence", precedence),
            ("since", since), ("until", until), ("officer", officer), ("thread", thread),
        ]
    }
}

/// The answer to `GET /v1/log/messages`. A page may have few messages, or none, and not be the last: the node looks at a bounded
/// number of entries for each.
public struct LogReading: Codable, Hashable, Sendable {
    /// The log's origin.
    public var log: String
    /// Entries in the whole log.
    public var size: UInt64
    /// The page, in the order that was asked for; each message's place is its `leaf_index`.
    public var messages: [Message]
    /// What to ask for next in `from`, or in `before`; absent at the end.
    public var next: UInt64?

    /// A page.
    public init(log: String, size: UInt64, messages: [Message], next: UInt64? = nil) {
        (self.log, self.size, self.messages, self.next) = (log, size, messages, next)
    }
}
