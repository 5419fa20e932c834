/// The message behind a log entry, in short.
public struct LoggedMessage: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// Its kind.
    public var kind: String
    /// Who wrote it.
    public var direction: Message.Direction
    /// Its lane.
    public var channel: String
    /// Its precedence.
    public var precedence: String

    /// All fields.
    public init(id: String, kind: String, direction: Message.Direction, channel: String, precedence: String) {
        self.id = id
        self.kind = kind
        self.direction = direction
        self.channel = channel
        self.precedence = precedence
    }
}

/// The peer's signed head in a log entry, in short.
public struct LoggedHead: Codable, Hashable, Sendable {
    /// Origin of the peer's log.
    public var log: String
    /// Its size.
    public var treeSize: UInt64
    /// Its root, lower-case hexadecimal.
    public var root: String
    /// The peer's clock when it signed, RFC 3339 UTC.
    public var issuedAt: String

    /// All fields.
    public init(log: String, treeSize: UInt64, root: String, issuedAt: String) {
        self.log = log
        self.treeSize = treeSize
        self.root = root
        self.issuedAt = issuedAt
    }

    enum CodingKeys: String, CodingKey {
        case log, root
        case treeSize = "tree_size"
        case issuedAt = "issued_at"
    }
}
