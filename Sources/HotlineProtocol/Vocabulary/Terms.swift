/// What a message is: `notice`, `message`, `test`, `service`, `acknowledgement`, `refusal`, or one that the parties add.
public struct KindName: Hashable, Sendable, CustomStringConvertible {
    /// An officer's decision on a message.
    public static let acknowledgement = KindName(known: "acknowledgement")
    /// A node's own answer to a statement that it may not or cannot take.
    public static let refusal = KindName(known: "refusal")
    /// Free text.
    public static let message = KindName(known: "message")

    /// 1 to 32 characters of a-z, 0-9 and inner hyphens.
    public let text: String

    /// The kind of that name, or nil where the text is no kind name.
    public init?(_ text: String) {
        guard Token.isName(text, atMost: Limits.kindNameCharacters) else { return nil }
        self.text = text
    }

    private init(known text: String) {
        self.text = text
    }

    /// The value as logs and people read it.
    public var description: String { text }
}

/// A Traffic Light Protocol 2.0 label (FIRST), kept in its original form.
public enum TLPLabel: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    case red = "TLP:RED"
    case amberStrict = "TLP:AMBER+STRICT"
    case amber = "TLP:AMBER"
    case green = "TLP:GREEN"
    case clear = "TLP:CLEAR"

    /// The value as logs and people read it.
    public var description: String { rawValue }
}

/// An officer's decision (RID terms, RFC 6545 section 5.3.1: AuthorizationStatus).
public enum Decision: String, CaseIterable, Hashable, Sendable {
    case accepted
    case pending
    case denied
}

/// Why a node refuses a valid statement. The text is what stands in the refusal statement.
public enum RefusalCode: String, CaseIterable, Hashable, Sendable {
    /// The channel is not one of the agreement.
    case unknownChannel = "unknown-channel"
    /// The kind is not in this node's kind table.
    case unknownKind = "unknown-kind"
    /// The statement has a member or label that this node does not know.
    case notUnderstood = "not-understood"
    /// The body does not hold what its kind requires.
    case malformedBody = "malformed-body"
    /// The message id was used before with other content.
    case duplicateMessage = "duplicate-message"
    /// This node lost the message by a rollback, and its sender does not keep the content any more.
    case contentLost = "content-lost"
}
