/// Where a log stands: its origin, how many entries it has, and the Merkle root over them (RFC 9162 section 2.1.1).
public struct LogHead: Codable, Hashable, Sendable {
    /// `<node>/<peer>/<log id>`.
    public var origin: String
    /// Entries in the log.
    public var size: UInt64
    /// SHA-256 root, 64 lower-case hexadecimal digits.
    public var root: String

    /// A head as it stands in a reply.
    public init(origin: String, size: UInt64, root: String) {
        self.origin = origin
        self.size = size
        self.root = root
    }
}
