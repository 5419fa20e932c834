import COpenSSL

/// Unpredictable bytes from the system's generator, through OpenSSL.
///
/// - Parameter count: how many; at least 0.
/// - Throws: ``KeyError/noRandomness``. Nothing weaker is ever returned.
public func secureRandomBytes(_ count: Int) throws(KeyError) -> [UInt8] {
    guard let length = Int32(exactly: count), length >= 0 else { throw .noRandomness }
    var bytes = [UInt8](repeating: 0, count: count)
    OpenSSLErrorQueue.clear()
    guard RAND_bytes(&bytes, length) == 1 else {
        OpenSSLErrorQueue.clear()
        throw .noRandomness
    }
    return bytes
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
public func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}
