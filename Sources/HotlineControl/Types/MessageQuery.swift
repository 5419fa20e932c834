/// What `GET /v1/messages` asks for.
public struct MessageQuery: Hashable, Sendable {
    /// One side of the traffic.
    public enum Box: String, Hashable, Sendable, CaseIterable {
        /// Received messages.
        case inbox
        /// Sent messages.
        case outbox
    }

    /// One side of the traffic, or both.
    public var box: Box?
    /// One peer, or all.
    public var peer: String?
    /// One channel, or all.
    public var channel: String?
    /// Messages in the page, 1 to ``ControlLimits/pageLimit``.
    public var limit: Int
    /// Where the page before this one ended: its `next`.
    public var before: String?

    /// A query; without arguments, the newest messages of all.
    public init(
        box: Box? = nil, peer: String? = nil, channel: String? = nil, limit: Int = ControlLimits.pageDefault,
        before: String? = nil
    ) {
        self.box = box
        self.peer = peer
        self.channel = channel
        self.limit = limit
        self.before = before
    }
}

/// The answer to `GET /v1/messages`: newest first.
public struct MessageList: Codable, Hashable, Sendable {
    /// The page.
    public var messages: [Message]
    /// The cursor of the next, older page; absent on the last.
    public var next: String?

    /// A page.
    public init(messages: [Message], next: String? = nil) {
        self.messages = messages
        self.next = next
    }
}

/// What `GET /v1/messages/{id}/wait` waits for.
public enum WaitCondition: String, Hashable, Sendable, CaseIterable {
    /// A receipt was verified and committed, or the message was refused.
    case receipt
    /// An officer decided, or the message was refused.
    case acknowledgement = "ack"
}
