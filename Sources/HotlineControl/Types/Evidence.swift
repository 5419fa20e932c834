/// The answer to `GET /v1/evidence`, and the file that `hotline audit evidence` writes: signed objects that a node keeps
/// because they cannot all be true. The keys are named so that a reader knows whose they are said to be; a check trusts only
/// keys that it was given otherwise.
public struct EvidenceList: Codable, Hashable, Sendable {
    /// What the file is; other numbers are of later versions.
    public static let currentFormat = "hotline-evidence-1"

    /// ``currentFormat``.
    public var format: String
    /// The key line of the node that kept it.
    public var node: String
    /// Oldest first.
    public var items: [EvidenceItem]

    /// A list in the current format.
    public init(node: String, items: [EvidenceItem]) {
        (format, self.node, self.items) = (Self.currentFormat, node, items)
    }
}

/// One finding.
public struct EvidenceItem: Codable, Hashable, Sendable {
    /// The peer's name.
    public var peer: String
    /// The peer's key line, as it was pinned.
    public var peerKeyLine: String
    /// What the node found, in words.
    public var reason: String
    /// When, by the node's clock, RFC 3339 UTC.
    public var at: String
    /// The signed objects as they came, each in base64: heads and statements (COSE_Sign1), checkpoints (signed notes).
    public var objects: [String]

    /// All fields.
    public init(peer: String, peerKeyLine: String, reason: String, at: String, objects: [String]) {
        (self.peer, self.peerKeyLine, self.reason) = (peer, peerKeyLine, reason)
        (self.at, self.objects) = (at, objects)
    }

    enum CodingKeys: String, CodingKey {
        case peer, reason, at, objects
        case peerKeyLine = "peer_key_line"
    }
}
