import HotlineCrypto

/// A timestamped Ed25519 cosignature (C2SP tlog-cosignature v1.0.1): what a signature line of type 4 holds after the key ID.
///
///     8 bytes   time, big-endian: seconds since 1970-01-01 UTC, at most 2^63 - 1
///     64 bytes  Ed25519 over "cosignature/v1\ntime <decimal>\n" ‖ the checkpoint's text
///
/// The message does not hold the cosigner's name, so one key cosigns under one name only.
public struct Cosignature: Hashable, Sendable {
    /// The length of a cosignature in bytes.
    public static let byteCount = 8 + VerifyingKey.signatureByteCount

    /// When it was made, in seconds since 1970-01-01 UTC.
    public let time: UInt64
    /// The Ed25519 signature, 64 bytes.
    public let signature: [UInt8]

    /// Reads a cosignature; nil if the length or the time is wrong. It is not verified by that.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Cosignature.byteCount else { return nil }
        time = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        signature = Array(bytes.dropFirst(8))
        guard time <= Cosignature.maximumTime else { return nil }
    }

    /// Signs the text of a checkpoint.
    init(signing text: NoteText, at time: UInt64, key: SigningKey) throws(NoteError) {
        guard time <= Cosignature.maximumTime else { throw .timeTooLarge }
        self.time = time
        do {
            signature = try key.sign(Cosignature.message(time: time, text: text))
        } catch {
            throw .signing(error)
        }
    }

    /// The 72 bytes of the cosignature.
    public var bytes: [UInt8] { time.bigEndianBytes + signature }

    /// Whether the cosignature is by this key and for this text.
    func isValid(for text: NoteText, key: VerifyingKey) -> Bool {
        key.isValidSignature(signature, for: Cosignature.message(time: time, text: text))
    }

    private static let maximumTime = UInt64(Int64.max)

    private static func message(time: UInt64, text: NoteText) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text.bytes
    }
}
