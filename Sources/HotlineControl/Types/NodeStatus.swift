/// The answer to `GET /v1/status`: this node and each of its lines.
public struct NodeStatus: Codable, Hashable, Sendable {
    /// The node's name.
    public var name: String
    /// The key line to give to the other side.
    public var keyLine: String
    /// Version of the running program.
    public var version: String
    /// When this process opened its database, RFC 3339 UTC.
    public var startedAt: String
    /// The epoch drawn at that opening, 32 lower-case hexadecimal digits.
    public var epoch: String
    /// `host:port` that peers can dial.
    public var listen: String
    /// Whether peers may send; where not, what they say waits on their side.
    public var granting: Bool
    /// Why peers may not send.
    public var grantingReason: GrantingReason?
    /// What the newest background audit found; absent before the first.
    public var audit: AuditStatus?
    /// One entry a peer, in order of name.
    public var lines: [LineStatus]

    /// All fields.
    public init(
        name: String, keyLine: String, version: String, startedAt: String, epoch: String, listen: String,
        granting: Bool = true, grantingReason: GrantingReason? = nil, audit: AuditStatus? = nil, lines: [LineStatus]
    ) {
        self.name = name
        self.keyLine = keyLine
        self.version = version
        self.startedAt = startedAt
        self.epoch = epoch
        self.listen = listen
        self.granting = granting
        self.grantingReason = grantingReason
        self.audit = audit
        self.lines = lines
    }

    enum CodingKeys: String, CodingKey {
        case name, version, epoch, listen, granting, audit, lines
        case keyLine = "key_line"
        case startedAt = "started_at"
        case grantingReason = "granting_reason"
    }
}

/// Why a node grants its peers nothing.
public enum GrantingReason: String, Codable, Hashable, Sendable, CaseIterable {
    /// The home's file system has too little space free.
    case noSpace = "no_space"
}

/// The answer to `GET /v1/identity`.
public struct NodeIdentity: Codable, Hashable, Sendable {
    /// The key line to give to the other side (C2SP verification key).
    public var keyLine: String
    /// The node's name.
    public var name: String
    /// SHA-256 of the key's SubjectPublicKeyInfo, lower-case hexadecimal: the COSE `kid` and the TLS pin.
    public var keyID: String

    /// All fields.
    public init(keyLine: String, name: String, keyID: String) {
        self.keyLine = keyLine
        self.name = name
        self.keyID = keyID
    }

    enum CodingKeys: String, CodingKey {
        case name
        case keyLine = "key_line"
        case keyID = "key_id"
    }
}
