public import HotlineCrypto

/// The text form of a known key: `name+hex(key ID)+base64(type ‖ key)` (signed-note v1.0.0, a "vkey").
extension NoteVerifier: CustomStringConvertible {
    /// Reads a verification key of type 1 or 4.
    ///
    /// - Throws: ``NoteKeyError`` that says which part is wrong.
    public init(parsing text: String) throws(NoteKeyError) {
        // The base64 part may hold '+' itself, so only the first two divide.
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .notThreeParts }
        guard let name = NoteName(String(decoding: parts[0], as: UTF8.self)) else { throw .badName }
        guard let blob = Base64.decode(String(decoding: parts[2], as: UTF8.self)) else { throw .badBase64 }
        guard let type = blob.first.flatMap(NoteSignatureType.init) else { throw .unsupportedType(blob.first) }
        do {
            self.init(name: name, type: type, key: try VerifyingKey(rawBytes: Array(blob.dropFirst())))
        } catch {
            throw .badKey(error)
        }
        guard parts[1].elementsEqual(keyIDText.utf8) else { throw .keyIDMismatch }
    }

    private var keyIDText: String { Hex.encode(keyID.bigEndianBytes) }

    /// The verification key as text, without a line feed.
    public var description: String {
        "\(name)+\(keyIDText)+\(Base64.encode([type.rawValue] + key.rawBytes))"
    }
}

/// Why a verification key was refused. Its description is safe to print.
public enum NoteKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not three parts joined by '+'.
    case notThreeParts
    /// The first part is not a ``NoteName``.
    case badName
    /// The third part is not canonical base64.
    case badBase64
    /// The key is of another type than 1 and 4, or of none.
    case unsupportedType(UInt8?)
    /// The second part is not the key ID of the name and the key: a slip in copying.
    case keyIDMismatch
    /// The key itself is refused.
    case badKey(KeyError)

    /// The reason in words.
    public var description: String {
        switch self {
        case .notThreeParts: "a verification key has three parts: name+keyid+base64"
        case .badName: "the name is not the name of a note's key"
        case .badBase64: "the key is not canonical base64"
        case .unsupportedType(.some(let type)): "keys of type \(type) are not supported"
        case .unsupportedType(.none): "the key is empty"
        case .keyIDMismatch: "the key ID does not match the name and the key"
        case .badKey(let error): error.description
        }
    }
}
