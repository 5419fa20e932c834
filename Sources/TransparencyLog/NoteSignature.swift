import HotlineCrypto

/// One signature line of a note, not verified: `— <name> <base64(key ID ‖ signature)>` (signed-note v1.0.0, "Format").
///
/// The name and the key ID only say which key to try; neither is evidence of anything.
public struct NoteSignature: Hashable, Sendable {
    /// The name of the key.
    public let name: NoteName
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key), big-endian.
    public let keyID: UInt32
    /// What follows the key ID: for Ed25519 a signature of 64 bytes, for a cosignature a time before it. Never empty.
    public let bytes: [UInt8]

    /// Em dash and space.
    private static let prefix = Array("\u{2014} ".utf8)

    init(name: NoteName, keyID: UInt32, bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// Reads one line without its line feed; nil for anything but the one canonical spelling.
    public init?(parsing line: [UInt8]) {
        guard line.count <= NoteLimits.maximumByteCount, line.starts(with: Self.prefix) else { return nil }
        let parts = line.dropFirst(Self.prefix.count)
            .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { String(validating: $0, as: UTF8.self) }
        guard parts.count == 2, let text = parts[0], let base64 = parts[1] else { return nil }
        guard let name = NoteName(text), let blob = Base64.decode(base64), blob.count > 4 else { return nil }
        let keyID = blob.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        self.init(name: name, keyID: keyID, bytes: Array(blob.dropFirst(4)))
    }

    /// The line without its line feed.
    public var line: [UInt8] {
        Self.prefix + Array("\(name) \(Base64.encode(keyID.bigEndianBytes + bytes))".utf8)
    }
}

extension FixedWidthInteger {
    /// The bytes of the number, most significant first.
    var bigEndianBytes: [UInt8] {
        withUnsafeBytes(of: bigEndian) { Array($0) }
    }
}
