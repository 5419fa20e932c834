internal import HotlineCrypto
internal import HotlineProtocol

/// Own statements of the last commits with their bodies, so that what is sent at once is not read back first. Long bodies
/// are not kept here.
struct RecentOwn {
    /// Bytes that are kept; beyond them all is let go, and what is still to be sent is read from the store.
    static let capacity = 2 * 1024 * 1024

    private var statements: [Digest: (signed: SignedStatement, body: SaltedBody?)] = [:]
    private var bytes = 0

    mutating func add(_ signed: SignedStatement, _ body: KeptBody) {
        if bytes > Self.capacity { self = RecentOwn() }
        let whole: SaltedBody? = if case .whole(let body) = body { body } else { nil }
        statements[signed.digest] = (signed, whole)
        bytes += signed.bytes.count + (whole?.content.count ?? 0)
    }

    func statement(_ digest: Digest) -> SignedStatement? { statements[digest]?.signed }

    /// The body, given once: it is on its way then.
    mutating func takeBody(_ digest: Digest) -> SaltedBody? {
        guard let entry = statements.removeValue(forKey: digest) else { return nil }
        bytes -= entry.signed.bytes.count + (entry.body?.content.count ?? 0)
        return entry.body
    }
}
