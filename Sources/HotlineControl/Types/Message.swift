/// One message as this node knows it: its statement, where it stands in the log, and what became of it.
public struct Message: Codable, Hashable, Sendable {
    /// UUIDv7, lower case; made by the client that submitted it.
    public var id: String
    /// Which side of the line wrote it.
    public var direction: Direction
    /// How far it has come.
    public var state: State
    /// Name of the node that signed the statement.
    public var sender: String
    /// Name of the node that it is addressed to.
    public var recipient: String
    /// The other node of the line, whoever sent.
    public var peer: String
    /// The lane: `csirt`, `nrrc`, `officials` or one that the parties added.
    public var channel: String
    /// `routine`, `priority`, `immediate` or `flash`.
    public var precedence: String
    /// `notice`, `message`, `test`, `service`, `acknowledgement`, `refusal`.
    public var kind: String
    /// TLP 2.0 label: `clear`, `green`, `amber`, `amber+strict`, `red`.
    public var tlp: String
    /// Media type of the body.
    public var mediaType: String
    /// BCP 47 language tag of the body.
    public var language: String?
    /// Content of the body, in bytes.
    public var size: Int
    /// Id of the message that this one answers; that message need not be here.
    public var inReplyTo: String?
    /// The sender's epoch, 32 lower-case hexadecimal digits.
    public var epoch: String
    /// Number within (sender, channel, precedence, epoch), from 1.
    public var sequence: UInt64
    /// SHA-256 of the statement's bytes, lower-case hexadecimal.
    public var digest: String
    /// The sender's clock when it signed, RFC 3339 UTC.
    public var issuedAt: String
    /// When it was committed here, RFC 3339 UTC.
    public var storedAt: String
    /// Its place in this node's log of the line.
    public var leafIndex: UInt64
    /// Within how many seconds of its commit it is to be acknowledged.
    public var acknowledgeBySeconds: Int?
    /// That moment by this node's own commit, RFC 3339 UTC.
    public var acknowledgeDue: String?
    /// The moment has passed and no decision was made.
    public var overdue: Bool
    /// Evidence of arrival: the peer's for a sent message, this node's own for a received one.
    public var receipt: ReceiptSummary?
    /// Officers' decisions on it, oldest first.
    public var acknowledgements: [AcknowledgementSummary]
    /// Why the receiving node would not take it.
    public var refusal: RefusalSummary?
    /// What the statement itself carries beside the body, for acknowledgements and refusals.
    public var details: MessageDetails?
    /// The body, only in `GET /v1/messages/{id}`, only if it is UTF-8 text or JSON up to 1 MiB.
    public var text: String?

    /// When and why the body was erased; absent while it is kept.
    public var erasure: ErasureSummary?

    /// Bytes of a sent message's content that were given to the socket, only in `GET /v1/messages/{id}`, and only while it is
    /// queued and its content is on its way.
    public var transferred: Int?

    /// All fields; those that may be absent are `nil` unless given.
    public init(
        id: String, direction: Direction, state: State, sender: String, recipient: String, peer: String,
        channel: String, precedence: String, kind: String, tlp: String, mediaType: String, language: String? = nil,
        size: Int, inReplyTo: String? = nil, epoch: String, sequence: UInt64, digest: String, issuedAt: String,
        storedAt: String, leafIndex: UInt64, acknowledgeBySeconds: Int? = nil, acknowledgeDue: String? = nil,
        overdue: Bool = false, receipt: ReceiptSummary? = nil, acknowledgements: [AcknowledgementSummary] = [],
        refusal: RefusalSummary? = nil, details: MessageDetails? = nil, text: String? = nil,
        erasure: ErasureSummary? = nil, transferred: Int? = nil
    ) {
        self.id = id
        self.direction = direction
        self.state = state
        self.sender = sender
        self.recipient = recipient
        self.peer = peer
        self.channel = channel
        self.precedence = precedence
        self.kind = kind
        self.tlp = tlp
        self.mediaType = mediaType
        self.language = language
        self.size = size
        self.inReplyTo = inReplyTo
        self.epoch = epoch
        self.sequence = sequence
        self.digest = digest
        self.issuedAt = issuedAt
        self.storedAt = storedAt
        self.leafIndex = leafIndex
        self.acknowledgeBySeconds = acknowledgeBySeconds
        self.acknowledgeDue = acknowledgeDue
        self.overdue = overdue
        self.receipt = receipt
        self.acknowledgements = acknowledgements
        self.refusal = refusal
        self.details = details
        self.text = text
        self.erasure = erasure
        self.transferred = transferred
    }

    enum CodingKeys: String, CodingKey {
        case id, direction, state, sender, recipient, peer, channel, precedence, kind, tlp, language, size
        case epoch, sequence, digest, overdue, receipt, acknowledgements, refusal, details, text, transferred
        case erasure
        case mediaType = "media_type"
        case inReplyTo = "in_reply_to"
        case issuedAt = "issued_at"
        case storedAt = "stored_at"
        case leafIndex = "leaf_index"
        case acknowledgeBySeconds = "acknowledge_by_seconds"
        case acknowledgeDue = "acknowledge_due"
    }
}

extension Message {
    /// Which side of the line wrote a message.
    public enum Direction: String, Codable, Hashable, Sendable, CaseIterable {
        /// This node.
        case sent
        /// The peer.
        case received
    }

    /// How far a message has come. A sent one: queued, then receipted, then acknowledged or refused.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Sent: committed here; no receipt yet.
        case queued
        /// Sent: the peer's receipt was verified and committed. It proves arrival, not acceptance.
        case receipted
        /// Received: committed here and in the log.
        case received
        /// An officer of the recipient decided on it.
        case acknowledged
        /// The recipient's node would not take it.
        case refused
    }
}
