/// Something that happened at the node: one `data:` line of `GET /v1/events`.
public struct NodeEvent: Codable, Hashable, Sendable {
    /// What happened; also the name in the stream's `event:` line.
    public enum Name: String, Codable, Hashable, Sendable, CaseIterable {
        /// A message of this side was committed.
        case messageStored = "message.stored"
        /// A message of the peer was committed.
        case messageReceived = "message.received"
        /// The peer's receipt for a message was verified and committed.
        case messageReceipted = "message.receipted"
        /// An officer's decision was committed, whichever side's.
        case messageAcknowledged = "message.acknowledged"
        /// A refusal was committed, whichever side's.
        case messageRefused = "message.refused"
        /// An acknowledgement is late.
        case messageOverdue = "message.overdue"
        /// A line came up.
        case lineConnected = "line.connected"
        /// A line went down.
        case lineDisconnected = "line.disconnected"
        /// A line was stopped; `reason` says why.
        case lineStopped = "line.stopped"
        /// A peer was pinned, verified, given other routes or removed.
        case peerChanged = "peer.changed"
        /// The background audit found something wrong; `reason` says what and where.
        case auditBroken = "audit.broken"
        /// The background audit could not check everything; `reason` says why.
        case auditUnchecked = "audit.unchecked"
    }

    /// What happened.
    public var event: Name
    /// When, RFC 3339 UTC.
    public var at: String
    /// On whose line.
    public var peer: String
    /// The message's id, for `message.…`.
    public var messageID: String?
    /// The message, for `message.…`; absent in a brief stream.
    public var message: Message?
    /// Why, in words.
    public var reason: String?

    enum CodingKeys: String, CodingKey {
        case event, at, peer, message, reason
        case messageID = "message_id"
    }

    /// All fields.
    public init(
        event: Name, at: String, peer: String, messageID: String? = nil, message: Message? = nil,
        reason: String? = nil
    ) {
        self.event = event
        self.at = at
        self.peer = peer
        self.messageID = messageID
        self.message = message
        self.reason = reason
    }
}
