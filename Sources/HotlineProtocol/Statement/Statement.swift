public import HotlineCrypto

/// The small record of a message that its sender signs: who, to whom, in which place of which stream, what kind, and
/// the digest of the body. A SCITT signed statement (RFC 9943) carries it as payload.
public struct Statement: Hashable, Sendable {
    /// The node that says it.
    public let sender: NodeName
    /// The node that it is said to.
    public let recipient: NodeName
    /// Channel and precedence.
    public let stream: Stream
    /// The place in that stream.
    public let ordinal: Ordinal
    /// SHA-256 of the statement before it in the stream, of whatever epoch; `Digest.zero` for the very first.
    public let previous: Digest
    /// What the message is.
    public let kind: KindName
    /// The message's identity.
    public let messageID: MessageID
    /// SHA-256 of the agreement that the sender holds in force.
    public let agreement: Digest
    /// What the body is.
    public let body: BodyDescriptor
    /// How widely it may be passed on; nil where the label is none that this node knows.
    public let tlp: TLPLabel?
    /// The message that this one answers. It may dangle, since streams overtake each other.
    public let inReplyTo: MessageID?
    /// Seconds within which an officer is to acknowledge; each side counts from its own commit.
    public let acknowledgeBy: UInt32?
    /// The kind-specific part.
    public let details: StatementDetails
    /// The sender's clock when it signed, in UTC seconds.
    public let issuedAt: UInt64
    /// False where the statement has a member or label that this node does not know: it is then logged, receipted and
    /// refused.
    public let isUnderstood: Bool

    /// `<sender>/<recipient>/<channel>`, the CWT subject.
    public var subject: String { "\(sender)/\(recipient)/\(stream.channel)" }

    /// The same message at another place of its stream.
    func issued(again ordinal: Ordinal, after previous: Digest, at time: UTCTime) -> Statement {
        Statement(
            sender: sender, recipient: recipient, stream: stream, ordinal: ordinal, previous: previous, kind: kind,
            messageID: messageID, agreement: agreement, body: body, tlp: tlp, inReplyTo: inReplyTo,
            acknowledgeBy: acknowledgeBy, details: details, issuedAt: time.seconds, isUnderstood: isUnderstood)
    }

    /// Whether another statement is of the same message, its place, its time and the salt of its content apart. The content
    /// itself is the caller's to compare.
    public func saysSame(as other: Statement) -> Bool {
        messageID == other.messageID && recipient == other.recipient && stream == other.stream && kind == other.kind
            && tlp == other.tlp && inReplyTo == other.inReplyTo && acknowledgeBy == other.acknowledgeBy
            && details == other.details && body.size == other.body.size && body.mediaType == other.body.mediaType
            && body.language == other.body.language
    }
}

/// Why bytes are no statement of this line. Each is a violation (invariant 3).
public enum StatementError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLarge
    case envelope(String)
    case malformed(String)
    case wrongSender
    case wrongRecipient
    case badSignature

    /// The value as logs and people read it.
    public var description: String {
        switch self {
        case .tooLarge: "the statement is larger than \(Limits.statementBytes) bytes"
        case .envelope(let reason): "the statement's COSE envelope is refused: \(reason)"
        case .malformed(let member): "the statement's \(member) is missing or malformed"
        case .wrongSender: "the statement is not from the peer of this line"
        case .wrongRecipient: "the statement is for somebody else"
        case .badSignature: "the statement's signature does not verify with the pinned key"
        }
    }
}
