public import HotlineCrypto
public import HotlineProtocol

/// The place of a message in the order in which acknowledgements are due: by the time, and where that is the same by the
/// row.
public struct AwaitedPosition: Hashable, Comparable, Sendable {
    /// Before every message.
    public static let start = AwaitedPosition(due: UTCTime(milliseconds: 0), rowID: 0)

    /// When the acknowledgement is due, counted from this node's own commit.
    public let due: UTCTime
    /// The statement's row.
    public let rowID: Int64

    /// A place in the order.
    public init(due: UTCTime, rowID: Int64) {
        self.due = due
        self.rowID = rowID
    }

    /// The order.
    public static func < (left: AwaitedPosition, right: AwaitedPosition) -> Bool {
        (left.due, left.rowID) < (right.due, right.rowID)
    }
}

/// Statement rows that were committed one after another.
public struct RowSpan: Hashable, Sendable {
    /// The rows above this one; 0 for all from the first.
    public let after: Int64
    /// The last row.
    public let through: Int64

    /// The rows above `after`, up to and with `through`.
    public init(after: Int64, through: Int64) {
        self.after = after
        self.through = through
    }
}

/// A message that asks for an acknowledgement and has neither it nor a refusal. Only what an alarm names is read, and not
/// the statement itself: damage there must not keep the alarm back.
public struct AwaitedMessage: Hashable, Sendable {
    /// Its place in the order.
    public let position: AwaitedPosition
    /// The line.
    public let line: LineID
    /// The other node of the line, whoever said it.
    public let peer: NodeName
    /// The message.
    public let messageID: MessageID
    /// Whether this node said it.
    public let isOwn: Bool
}
