/// `POST /v1/messages/{id}/acknowledgement`: an officer's decision on a received message.
public struct AcknowledgeRequest: ControlRequest, Hashable {
    /// UUIDv7, lower case, of the acknowledgement itself; a retry uses the same one.
    public var messageID: String
    /// Who decides, at most ``ControlLimits/officerBytes`` bytes.
    public var officer: String
    /// `accepted`, `pending` or `denied`.
    public var decision: String
    /// What the officer writes beside it.
    public var note: String?

    /// All fields.
    public init(messageID: String, officer: String, decision: String, note: String? = nil) {
        self.messageID = messageID
        self.officer = officer
        self.decision = decision
        self.note = note
    }

    /// The request as it was read.
    public init(_ fields: RequestFields) throws(ControlError) {
        self.init(
            messageID: try fields.text("message_id"), officer: try fields.text("officer"),
            decision: try fields.text("decision"), note: try fields.optionalText("note"))
    }

    /// All fields; anything else in the request is refused.
    public static let fieldNames = Set(CodingKeys.allCases.map(\.rawValue))

    enum CodingKeys: String, CodingKey, CaseIterable {
        case officer, decision, note
        case messageID = "message_id"
    }
}

/// The answer to a submit and to an acknowledgement: the message as it is committed.
public struct SubmitReply: Codable, Hashable, Sendable {
    /// The message; for an acknowledgement, the acknowledgement's own.
    public var message: Message
    /// What the sender should know, in words: the peer is not verified, the line is stopped.
    public var warnings: [String]

    /// A reply with its warnings.
    public init(message: Message, warnings: [String] = []) {
        self.message = message
        self.warnings = warnings
    }
}

/// A reply, and whether the request made something (HTTP 201) or found it there already (200).
public struct Answer<Reply: Hashable & Sendable>: Hashable, Sendable {
    /// The reply.
    public var reply: Reply
    /// `true` if this request made it.
    public var isNew: Bool

    /// A reply to a request that creates.
    public init(_ reply: Reply, isNew: Bool) {
        self.reply = reply
        self.isNew = isNew
    }
}
