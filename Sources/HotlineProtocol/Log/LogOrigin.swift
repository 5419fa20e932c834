public import HotlineCrypto

/// The name of one log: `<node>/<peer>/<log id>`, the id being 8 random bytes in lower-case hexadecimal.
///
/// It is the CWT subject of the log's heads and receipts and the origin line of its checkpoints.
public struct LogOrigin: Hashable, Sendable, CustomStringConvertible {
    /// Bytes in a log id.
    public static let idByteCount = 8
    /// The node whose log it is.
    public let owner: NodeName
    /// The other node of the line.
    public let peer: NodeName
    /// The log's id.
    public let id: [UInt8]

    /// A log's name, or nil where the id is not 8 bytes.
    public init?(owner: NodeName, peer: NodeName, id: [UInt8]) {
        guard id.count == Self.idByteCount else { return nil }
        self.owner = owner
        self.peer = peer
        self.id = id
    }

    /// Reads a log's name; nil for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let owner = NodeName(String(parts[0])), let peer = NodeName(String(parts[1])),
            let id = Hex.decode(String(parts[2])), Hex.encode(id) == parts[2]
        else { return nil }
        self.init(owner: owner, peer: peer, id: id)
    }

    /// Whether both name logs of one node for one peer.
    public func isOfLine(of other: LogOrigin) -> Bool { owner == other.owner && peer == other.peer }

    /// The value as logs and people read it.
    public var description: String { "\(owner)/\(peer)/\(Hex.encode(id))" }
}

/// Why bytes are no head, opening or receipt of the log that they should be of.
public enum LogError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLarge
    case envelope(String)
    case malformed(String)
    case wrongLog
    case badSignature
    case badProof(String)

    /// The value as logs and people read it.
    public var description: String {
        switch self {
        case .tooLarge: "the object is larger than its limit"
        case .envelope(let reason): "the COSE envelope is refused: \(reason)"
        case .malformed(let member): "the \(member) is missing or malformed"
        case .wrongLog: "the object belongs to another log"
        case .badSignature: "the signature does not verify with the pinned key"
        case .badProof(let reason): "the proof does not verify: \(reason)"
        }
    }
}
