internal import HotlineCrypto

/// What a client asks its node to say. The node adds the place in the stream and signs.
public struct Submission: Hashable, Sendable {
    /// Made by the client, so that a retry is recognised.
    public var messageID: MessageID
    /// Channel and precedence.
    public var stream: Stream
    /// What the message is.
    public var kind: KindName
    /// How widely it may be passed on.
    public var tlp: TLPLabel
    /// The content with its salt.
    public var body: SaltedBody
    /// Where a content of more than `Limits.partBytes` has been stored already; nil for a shorter one.
    public var spool: SpoolID?
    /// The content's media type.
    public var mediaType: String
    /// The content's language, if given.
    public var language: String?
    /// The message that this one answers.
    public var inReplyTo: MessageID?
    /// Seconds within which an officer is to acknowledge.
    public var acknowledgeBy: UInt32?
    /// The kind-specific part.
    public var details: StatementDetails

    /// A submission with no optional parts.
    public init(
        messageID: MessageID, stream: Stream, kind: KindName, tlp: TLPLabel, body: SaltedBody, mediaType: String
    ) {
        self.messageID = messageID
        self.stream = stream
        self.kind = kind
        self.tlp = tlp
        self.body = body
        self.mediaType = mediaType
        details = StatementDetails()
    }

    /// The body as the log takes it.
    var keptBody: KeptBody {
        spool.map { .spooled($0, salt: body.salt) } ?? .whole(body)
    }

    /// Whether `statement` says what this submission asks for, the salt apart: then a retry is answered the same.
    /// - Parameter salt: the salt under which the statement's body was stored.
    public func isSame(as statement: Statement, salt: [UInt8]) -> Bool {
        let digest = Digest.sha256(concatenating: [salt, body.content])
        return statement.messageID == messageID && statement.stream == stream && statement.kind == kind
            && statement.tlp == tlp && statement.body.digest == digest && statement.body.mediaType == mediaType
            && statement.body.language == language && statement.inReplyTo == inReplyTo
            && statement.acknowledgeBy == acknowledgeBy && statement.details == details
    }
}
