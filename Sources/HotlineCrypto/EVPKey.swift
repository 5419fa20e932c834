import COpenSSL

/// Owns one OpenSSL key object, parsed once: parsing a peer's key at each verification would cost a quarter of its time.
///
/// Sendable: the pointer is set once in `init` and freed in `deinit`; the key object is never changed after that, and
/// OpenSSL lets any number of threads sign, verify and read with one unchanged key (its own caches are behind locks).
final class EVPKey: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over the reference.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// The raw 32 public bytes.
    func publicBytes() throws(KeyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Ed25519Point.byteCount)
        var count = bytes.count
        OpenSSLErrorQueue.clear()
        guard EVP_PKEY_get_raw_public_key(pointer, &bytes, &count) == 1 else { throw .fromQueue() }
        guard count == bytes.count else { throw .wrongLength(count) }
        return bytes
    }
}
