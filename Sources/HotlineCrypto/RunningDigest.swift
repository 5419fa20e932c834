import COpenSSL

/// A SHA-256 digest of bytes that come one after another. A value: a copy goes its own way.
public struct RunningDigest: Sendable {
    private var context: DigestContext

    /// The digest of nothing yet.
    public init() {
        context = DigestContext()
    }

    /// Takes the next bytes.
    public mutating func update(_ bytes: some Collection<UInt8>) {
        if !isKnownUniquelyReferenced(&context) { context = DigestContext(copying: context) }
        context.update(Array(bytes))
    }

    /// The digest of all bytes so far; more may follow.
    public var digest: Digest { DigestContext(copying: context).final() }
}

/// OpenSSL's state of one digest.
///
/// Sendable: `RunningDigest` alone holds it and changes it only while nobody else refers to it.
private final class DigestContext: @unchecked Sendable {
    private let pointer: OpaquePointer?

    init() {
        pointer = EVP_MD_CTX_new()
        require(EVP_DigestInit_ex(pointer, SHA256.shared.algorithm, nil))
    }

    init(copying other: DigestContext) {
        pointer = EVP_MD_CTX_new()
        require(EVP_MD_CTX_copy_ex(pointer, other.pointer))
    }

    deinit { EVP_MD_CTX_free(pointer) }

    func update(_ bytes: [UInt8]) {
        require(EVP_DigestUpdate(pointer, bytes, bytes.count))
    }

    func final() -> Digest {
        var output = [UInt8](repeating: 0, count: Digest.byteCount)
        require(EVP_DigestFinal_ex(pointer, &output, nil))
        return Digest(output) ?? .zero
    }

    /// Fails only when memory or OpenSSL's own provider is missing: going on with a wrong digest would be worse.
    private func require(_ succeeded: Int32) {
        precondition(succeeded == 1, "SHA-256 is not available")
    }
}
