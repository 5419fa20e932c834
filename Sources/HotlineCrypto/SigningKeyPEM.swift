import COpenSSL

/// Private keys in files: one PEM block with a PKCS#8 key (RFC 5958, RFC 7468), encrypted or not, as `openssl genpkey
/// -algorithm ed25519` writes and reads it.
extension SigningKey {
    /// The longest file that is read, in bytes. A key takes about 120, an encrypted one about 350.
    public static let maximumPEMByteCount = 16 * 1024
    /// PBKDF2 rounds with HMAC-SHA-256 for new encrypted files: the figure that OWASP's password storage guide gives.
    static let passphraseRounds: Int32 = 600_000
    private static let saltByteCount: Int32 = 16

    /// Reads a key.
    ///
    /// - Parameters:
    ///   - pem: the file's bytes.
    ///   - passphrase: opens an encrypted key; without meaning for a plain one.
    /// - Throws: ``KeyError/notPKCS8PEM``, ``KeyError/needsPassphrase``, ``KeyError/wrongPassphrase``,
    ///   ``KeyError/notEd25519``.
    public init(pem: [UInt8], passphrase: [UInt8]?) throws(KeyError) {
        OpenSSLErrorQueue.clear()
        defer { OpenSSLErrorQueue.clear() }
        let block = try PEMBlock(parsing: pem)
        let info =
            switch block.name {
            case "PRIVATE KEY": try block.privateKeyInfo()
            case "ENCRYPTED PRIVATE KEY": try block.decrypted(passphrase)
            default: throw .notPKCS8PEM
            }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        guard let pointer = EVP_PKCS82PKEY(info) else { throw .notPKCS8PEM }
        try self.init(owning: pointer)
    }

    /// Writes the key as one PEM block: plain without a passphrase, else encrypted with AES-256-CBC under a key that
    /// PBKDF2 derives. The result of the plain form is a secret.
    public func pem(passphrase: [UInt8]?) throws(KeyError) -> [UInt8] {
        OpenSSLErrorQueue.clear()
        guard let info = EVP_PKEY2PKCS8(key.pointer) else { throw .fromQueue() }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        guard let bio = BIO_new(BIO_s_secmem()) else { throw .fromQueue() }
        defer { BIO_free(bio) }
        if let passphrase {
            try SigningKey.writeEncrypted(info, passphrase, to: bio)
        } else {
            guard PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, info) == 1 else { throw .fromQueue() }
        }
        return SigningKey.contents(of: bio)
    }

    private static func writeEncrypted(
        _ info: OpaquePointer, _ passphrase: [UInt8], to bio: OpaquePointer
    ) throws(KeyError) {
        guard let length = Int32(exactly: passphrase.count) else { throw .wrongPassphrase }
        var salt = try secureRandomBytes(Int(saltByteCount))
        let encrypted = passphrase.withUnsafeBytes { bytes in
            // -1: PBES2 with the cipher given and PBKDF2 (RFC 8018 section 6.2).
            PKCS8_encrypt(
                -1, EVP_aes_256_cbc(), bytes.baseAddress?.assumingMemoryBound(to: CChar.self), length,
                &salt, saltByteCount, passphraseRounds, info)
        }
        guard let encrypted else { throw .fromQueue() }
        defer { X509_SIG_free(encrypted) }
        guard PEM_write_bio_PKCS8(bio, encrypted) == 1 else { throw .fromQueue() }
    }

    private static func contents(of bio: OpaquePointer) -> [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = shim_bio_contents(bio, &start)
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}

/// One decoded PEM block. Its bytes may be a secret: they are wiped at the end.
private final class PEMBlock {
    let name: String
    private let data: UnsafeMutablePointer<UInt8>
    private let count: Int

    /// Reads the first block; old encrypted forms, which carry PEM headers, are refused.
    init(parsing pem: [UInt8]) throws(KeyError) {
        guard pem.count <= SigningKey.maximumPEMByteCount else { throw .notPKCS8PEM }
        let bio = BIO_new_mem_buf(pem, Int32(pem.count))
        defer { BIO_free(bio) }
        var name: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard PEM_read_bio(bio, &name, &header, &data, &count) == 1, let name, let header, let data else {
            throw .notPKCS8PEM
        }
        let isPlain = header.pointee == 0
        self.name = isPlain ? String(cString: name) : ""
        self.data = data
        self.count = count
        CRYPTO_free(name, #fileID, #line)
        CRYPTO_free(header, #fileID, #line)
    }

    deinit {
        CRYPTO_clear_free(data, count, #fileID, #line)
    }

    func privateKeyInfo() throws(KeyError) -> OpaquePointer {
        var next: UnsafePointer<UInt8>? = UnsafePointer(data)
        guard let info = d2i_PKCS8_PRIV_KEY_INFO(nil, &next, count) else { throw .notPKCS8PEM }
        return info
    }

    func decrypted(_ passphrase: [UInt8]?) throws(KeyError) -> OpaquePointer {
        guard let passphrase else { throw .needsPassphrase }
        guard let length = Int32(exactly: passphrase.count) else { throw .wrongPassphrase }
        var next: UnsafePointer<UInt8>? = UnsafePointer(data)
        guard let sealed = d2i_X509_SIG(nil, &next, count) else { throw .notPKCS8PEM }
        defer { X509_SIG_free(sealed) }
        let info = passphrase.withUnsafeBytes { bytes in
            PKCS8_decrypt(sealed, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), length)
        }
        guard let info else { throw .wrongPassphrase }
        return info
    }
}
