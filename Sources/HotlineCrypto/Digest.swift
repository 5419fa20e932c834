import COpenSSL

/// A SHA-256 digest: 32 bytes (FIPS 180-4).
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The length of a digest in bytes.
    public static let byteCount = 32
    /// Thirty-two zero bytes: no digest of anything known, a placeholder before the first.
    public static let zero = Digest(unchecked: [UInt8](repeating: 0, count: byteCount))

    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Takes exactly ``byteCount`` bytes; nil for any other number.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Digest.byteCount else { return nil }
        self.bytes = bytes
    }

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The SHA-256 of these bytes.
    public static func sha256(_ bytes: [UInt8]) -> Digest {
        sha256(concatenating: [bytes])
    }

    /// The SHA-256 of the parts one after another, without joining them in memory first.
    public static func sha256(concatenating parts: [[UInt8]]) -> Digest {
        var output = [UInt8](repeating: 0, count: byteCount)
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var succeeded = EVP_DigestInit_ex(context, SHA256.shared.algorithm, nil)
        for part in parts {
            succeeded &= EVP_DigestUpdate(context, part, part.count)
        }
        succeeded &= EVP_DigestFinal_ex(context, &output, nil)
        // Fails only when memory or OpenSSL's own provider is missing: going on with a wrong digest would be worse.
        precondition(succeeded == 1, "SHA-256 is not available")
        return Digest(unchecked: output)
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String {
        Hex.encode(bytes)
    }
}

/// OpenSSL's SHA-256, looked up once: a lookup per digest costs more than the digest of a short text.
///
/// Sendable: the pointer is set once and refers to an immutable, reference-counted method table that OpenSSL lets any
/// number of threads use at once. It is never freed.
final class SHA256: @unchecked Sendable {
    static let shared = SHA256()
    let algorithm: OpaquePointer?

    private init() {
        algorithm = EVP_MD_fetch(nil, "SHA256", nil)
    }
}
