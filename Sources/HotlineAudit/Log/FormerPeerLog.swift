internal import HotlineCrypto
internal import HotlineProtocol

/// A log of the peer that another one followed, verified by the peer's key.
struct FormerPeerLog {
    let opening: LogOpening
    /// The largest head held of it.
    let held: SignedHead?

    /// Reads those that are kept beside a log: each is followed by the next, and the last one by the present one.
    ///
    /// - Parameter present: entry 0 of the present log.
    static func read(
        _ log: AuditLog, peer: KeyLine, owner: KeyLine, heads: VerifiedHeads, present: LogOpening?
    ) throws(AuditFinding) -> [FormerPeerLog] {
        let found = try log.formerPeerLogs.map { former throws(AuditFinding) in
            try FormerPeerLog(former, peer: peer, owner: owner, heads: heads)
        }
        let following = found.dropFirst().map(\.opening) + [present].compactMap(\.self)
        guard found.count == following.count || found.isEmpty else {
            throw fault("the peer went on in another log, whose entry 0 is not there")
        }
        for (former, next) in zip(found, following) { try former.requireFollowed(by: next) }
        return found
    }

    private init(_ former: AuditPeerLog, peer: KeyLine, owner: KeyLine, heads: VerifiedHeads) throws(AuditFinding) {
        do {
            opening = try LogOpening(verifying: former.opening, owner: peer, peer: owner)
            held = try former.held.map { bytes throws(LogError) in try heads.head(bytes) }
        } catch {
            throw Self.fault("\(error)")
        }
        guard held.map({ $0.head.origin == opening.origin }) ?? true else {
            throw Self.fault("the head held of \(opening.origin) is of another log")
        }
    }

    /// The next log names this one, at no less than what was held of it, and with the same root.
    private func requireFollowed(by next: LogOpening) throws(AuditFinding) {
        let (size, root) = (held?.head.size ?? 1, held?.head.root ?? opening.leafHash)
        guard let named = next.predecessor, named.origin == opening.origin else {
            throw Self.fault("\(next.origin) does not name \(opening.origin) as the log that it follows")
        }
        guard named.size > size || (named.size == size && named.root == root) else {
            throw Self.fault("\(next.origin) does not follow the head that was held of \(opening.origin)")
        }
    }

    private static func fault(_ what: String) -> AuditFinding {
        AuditFinding(.peerHead, place: "the peer's former logs", what)
    }
}
