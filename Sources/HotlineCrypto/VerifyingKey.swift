import COpenSSL

/// An Ed25519 public key (RFC 8032) that was checked: canonically encoded, on the curve, not of small order.
public struct VerifyingKey: Hashable, Sendable, CustomStringConvertible {
    /// The length of an Ed25519 signature in bytes.
    public static let signatureByteCount = 64

    /// SubjectPublicKeyInfo up to the key bits: algorithm 1.3.101.112 without parameters (RFC 8410 section 4).
    private static let subjectPublicKeyInfoPrefix: [UInt8] = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    /// The encoded point, 32 bytes.
    public let rawBytes: [UInt8]
    /// SHA-256 of the key's SubjectPublicKeyInfo in DER: the `kid` of COSE headers and the pin of TLS.
    public let keyID: Digest
    private let key: EVPKey

    /// Takes the 32 bytes of an encoded point (RFC 8032 section 5.1.2).
    ///
    /// - Throws: ``KeyError/wrongLength(_:)``, ``KeyError/nonCanonical``, ``KeyError/smallOrder``,
    ///   ``KeyError/notOnCurve``.
    public init(rawBytes: [UInt8]) throws(KeyError) {
        try Ed25519Point.check(rawBytes)
        OpenSSLErrorQueue.clear()
        guard let pointer = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, rawBytes, rawBytes.count) else {
            throw .fromQueue()
        }
        self.rawBytes = rawBytes
        self.key = EVPKey(owning: pointer)
        self.keyID = Digest.sha256(concatenating: [VerifyingKey.subjectPublicKeyInfoPrefix, rawBytes])
    }

    /// The key's SubjectPublicKeyInfo in DER (RFC 8410), 44 bytes.
    public var subjectPublicKeyInfo: [UInt8] {
        VerifyingKey.subjectPublicKeyInfoPrefix + rawBytes
    }

    /// Whether these 64 bytes are a signature of this key for the message (RFC 8032 section 5.1.7, without cofactor).
    ///
    /// Strict: S must be below the group order (OpenSSL checks it), and R must be the canonical encoding of the very point
    /// that the equation gives, because it is compared as bytes. Never throws: what cannot be verified is not valid.
    public func isValidSignature(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        guard signature.count == VerifyingKey.signatureByteCount else { return false }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        OpenSSLErrorQueue.clear()
        defer { OpenSSLErrorQueue.clear() }
        guard EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// The key ID in hexadecimal.
    public var description: String {
        keyID.description
    }

    /// Keys are equal if their bytes are.
    public static func == (a: VerifyingKey, b: VerifyingKey) -> Bool {
        a.rawBytes == b.rawBytes
    }

    /// Hashes the key's bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rawBytes)
    }
}
