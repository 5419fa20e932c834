/// The answer to `POST /v1/peers/{name}/checkpoint`: this node's log as the peer has witnessed it.
public struct CosignedCheckpointReply: Codable, Hashable, Sendable {
    /// The peer that cosigned.
    public var peer: String
    /// This node's log of the line.
    public var log: String
    /// Its size.
    public var size: UInt64
    /// Its root, 64 lower-case hexadecimal digits.
    public var root: String
    /// When the peer cosigned it by its own clock, RFC 3339 UTC.
    public var cosignedAt: String
    /// The checkpoint as a signed note (C2SP tlog-checkpoint) with both signatures, as text.
    public var note: String

    /// All fields.
    public init(peer: String, log: String, size: UInt64, root: String, cosignedAt: String, note: String) {
        (self.peer, self.log, self.size, self.root) = (peer, log, size, root)
        (self.cosignedAt, self.note) = (cosignedAt, note)
    }

    enum CodingKeys: String, CodingKey {
        case peer, log, size, root, note
        case cosignedAt = "cosigned_at"
    }
}
