/// A node's public identity in one line, to be given to the other side: a C2SP verification key (signed-note v1.0.0).
///
///     <name>+<key ID: 8 hexadecimal digits>+<base64 of 0x01 and the 32-byte Ed25519 key>
///
/// The key ID is the start of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key): a check against slips in copying, not against forgery.
public struct KeyLine: Hashable, Sendable, CustomStringConvertible {
    /// The signature type that signed-note gives Ed25519.
    private static let ed25519: UInt8 = 1

    /// The node's name.
    public let name: NodeName
    /// The node's key.
    public let key: VerifyingKey

    /// Joins a name and a key.
    public init(name: NodeName, key: VerifyingKey) {
        self.name = name
        self.key = key
    }

    /// Reads a line. No white space around it is allowed, and only the canonical spelling is taken.
    ///
    /// - Throws: a ``KeyLineError`` that says which part is wrong.
    public init(parsing text: String) throws(KeyLineError) {
        // The base64 part may hold '+' itself, so only the first two divide.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .notThreeParts }
        guard let name = NodeName(String(parts[0])) else { throw .badName }
        guard let blob = Base64.decode(String(parts[2])) else { throw .badBase64 }
        guard let type = blob.first else { throw .badKey(.wrongLength(0)) }
        guard type == KeyLine.ed25519 else { throw .unsupportedType(type) }
        do {
            self.init(name: name, key: try VerifyingKey(rawBytes: Array(blob.dropFirst())))
        } catch {
            throw .badKey(error)
        }
        guard String(parts[1]) == noteKeyIDText else { throw .keyIDMismatch }
    }

    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), big-endian: the key ID of signed notes.
    public var noteKeyID: UInt32 {
        let digest = Digest.sha256(concatenating: [Array(name.text.utf8), [0x0a, KeyLine.ed25519], key.rawBytes])
        return digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private var noteKeyIDText: String {
        Hex.encode((0..<4).map { UInt8(truncatingIfNeeded: noteKeyID >> (24 - 8 * UInt32($0))) })
    }

    /// The line, without a line break.
    public var description: String {
        "\(name)+\(noteKeyIDText)+\(Base64.encode([KeyLine.ed25519] + key.rawBytes))"
    }
}

/// Why a key line was refused. Its description is safe to print.
public enum KeyLineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not three parts joined by '+'.
    case notThreeParts
    /// The first part is not a ``NodeName``.
    case badName
    /// The third part is not canonical base64.
    case badBase64
    /// The second part is not the key ID of the name and the key: a slip in copying.
    case keyIDMismatch
    /// The key is of this signature type, not 1 (Ed25519).
    case unsupportedType(UInt8)
    /// The key itself is refused.
    case badKey(KeyError)

    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .notThreeParts: "a key line has three parts: name+keyid+base64"
        case .badName: "the name is not a node name (lower-case DNS-like, at most \(NodeName.maximumCount) characters)"
        case .badBase64: "the key is not canonical base64"
        case .keyIDMismatch: "the key ID does not match the name and the key: the line was not copied correctly"
        case .unsupportedType(let type): "the key is of type \(type); only Ed25519 (1) is supported"
        case .badKey(let error): error.description
        }
    }
}
