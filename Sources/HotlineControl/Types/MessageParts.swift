/// What a receipt says (RFC 9942), in the reply's own words; the bytes are at `/v1/messages/{id}/receipt`.
public struct ReceiptSummary: Codable, Hashable, Sendable {
    /// Origin of the log that holds the statement: the receiving node's.
    public var log: String
    /// Size of that log in the signed head.
    public var treeSize: UInt64
    /// The statement's place in it.
    public var leafIndex: UInt64
    /// The signed root, lower-case hexadecimal.
    public var root: String
    /// The legal time of receipt: the receiver's clock when it began the commit, RFC 3339 UTC.
    public var issuedAt: String
    /// When the receipt was committed here, RFC 3339 UTC.
    public var storedAt: String?
    /// Whether this node has verified signature and proof.
    public var verified: Bool

    /// All fields.
    public init(
        log: String, treeSize: UInt64, leafIndex: UInt64, root: String, issuedAt: String, storedAt: String? = nil,
        verified: Bool
    ) {
        self.log = log
        self.treeSize = treeSize
        self.leafIndex = leafIndex
        self.root = root
        self.issuedAt = issuedAt
        self.storedAt = storedAt
        self.verified = verified
    }

    enum CodingKeys: String, CodingKey {
        case log, root, verified
        case treeSize = "tree_size"
        case leafIndex = "leaf_index"
        case issuedAt = "issued_at"
        case storedAt = "stored_at"
    }
}

/// One officer's decision on a message.
public struct AcknowledgementSummary: Codable, Hashable, Sendable {
    /// Id of the acknowledgement, itself a message.
    public var id: String
    /// `accepted`, `pending` or `denied`.
    public var decision: String
    /// Who decided.
    public var officer: String
    /// What the officer wrote beside it.
    public var note: String?
    /// Name of the node that signed it.
    public var by: String
    /// When it was committed here, RFC 3339 UTC.
    public var at: String

    /// All fields.
    public init(id: String, decision: String, officer: String, note: String? = nil, by: String, at: String) {
        self.id = id
        self.decision = decision
        self.officer = officer
        self.note = note
        self.by = by
        self.at = at
    }
}

/// The receiving node's own refusal of a message.
public struct RefusalSummary: Codable, Hashable, Sendable {
    /// Id of the refusal, itself a message.
    public var id: String
    /// The reason's stable name.
    public var code: String
    /// When it was committed here, RFC 3339 UTC.
    public var at: String

    /// All fields.
    public init(id: String, code: String, at: String) {
        self.id = id
        self.code = code
        self.at = at
    }
}

/// What a statement carries beside its body: it stays provable when the body is erased.
public struct MessageDetails: Codable, Hashable, Sendable {
    /// Of an acknowledgement.
    public var decision: String?
    /// Of an acknowledgement.
    public var officer: String?
    /// Of a refusal.
    public var code: String?

    /// All fields.
    public init(decision: String? = nil, officer: String? = nil, code: String? = nil) {
        self.decision = decision
        self.officer = officer
        self.code = code
    }
}

/// The raw body of a message.
public struct MessageBody: Hashable, Sendable {
    /// Its media type, as the statement names it.
    public var mediaType: String
    /// Its content, verified against the statement's digest.
    public var bytes: [UInt8]

    /// A body and its type.
    public init(mediaType: String, bytes: [UInt8]) {
        self.mediaType = mediaType
        self.bytes = bytes
    }
}
