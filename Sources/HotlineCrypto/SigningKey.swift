import COpenSSL

/// An Ed25519 private key (RFC 8032). The secret stays inside OpenSSL: printing, dumping or reflecting a key shows only
/// the key ID.
public struct SigningKey: Sendable {
    /// The length of the secret seed in bytes.
    public static let seedByteCount = 32

    /// The public half.
    public let verifyingKey: VerifyingKey
    let key: EVPKey

    /// Takes over a private key object after checking that it is Ed25519.
    init(owning pointer: OpaquePointer) throws(KeyError) {
        let key = EVPKey(owning: pointer)
        guard EVP_PKEY_is_a(pointer, "ED25519") == 1 else { throw .notEd25519 }
        self.key = key
        self.verifyingKey = try VerifyingKey(rawBytes: key.publicBytes())
    }

    /// The key of a 32-byte secret (RFC 8032 section 5.1.5): for test vectors and tests.
    ///
    /// - Throws: ``KeyError/wrongLength(_:)``.
    public init(seed: [UInt8]) throws(KeyError) {
        guard seed.count == SigningKey.seedByteCount else { throw .wrongLength(seed.count) }
        OpenSSLErrorQueue.clear()
        guard let pointer = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            throw .fromQueue()
        }
        try self.init(owning: pointer)
    }

    /// A new key from the system's randomness.
    public static func generate() throws(KeyError) -> SigningKey {
        var seed = try secureRandomBytes(seedByteCount)
        defer { OPENSSL_cleanse(&seed, seed.count) }
        return try SigningKey(seed: seed)
    }

    /// The 64-byte signature of the message (RFC 8032 section 5.1.6). Deterministic: one message, one signature.
    public func sign(_ message: [UInt8]) throws(KeyError) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureByteCount)
        var count = signature.count
        OpenSSLErrorQueue.clear()
        guard EVP_DigestSignInit(context, nil, nil, nil, key.pointer) == 1,
            EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        else { throw .fromQueue() }
        guard count == signature.count else { throw .wrongLength(count) }
        return signature
    }

    /// Lends OpenSSL's private key object, valid during the call only: for the TLS layer of this package.
    package func withOpenSSLKey<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        withExtendedLifetime(key) { body($0.pointer) }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Names the key by its key ID; never shows the secret.
    public var description: String {
        "SigningKey(\(verifyingKey.keyID))"
    }

    /// Names the key by its key ID; never shows the secret.
    public var debugDescription: String {
        description
    }

    /// A mirror without children.
    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
