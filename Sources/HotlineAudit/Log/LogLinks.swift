internal import HotlineCrypto
internal import HotlineProtocol

/// How the logs of a line follow each other: entry 0 of a log names the log before it and the highest head that the peer holds
/// of that one.
struct LogLinks {
    private let context: LogContext
    private let before: AuditLog?
    private let origins: Set<String>
    /// What the next log's entry 0 says of this one.
    private(set) var claims: [RootClaim] = []
    private(set) var notes: [String] = []

    /// - Throws: `AuditFinding`, or what the source throws.
    init(_ context: LogContext, among logs: [AuditLog], keys: AuditKeys) throws {
        self.context = context
        before = try Self.predecessor(of: context.log, among: logs)
        origins = Set(logs.map(\.origin))
        let following = logs.filter { $0.predecessor == context.log.id }
        guard following.count == (context.log.isSucceeded ? 1 : 0) else {
            throw Self.finding("it is followed by \(following.count) logs, and says otherwise")
        }
        for next in following { try take(next, keys) }
    }

    private static func predecessor(of log: AuditLog, among logs: [AuditLog]) throws(AuditFinding) -> AuditLog? {
        guard let id = log.predecessor else { return nil }
        guard let before = logs.first(where: { $0.id == id }), id != log.id else {
            throw finding("the log before it is not there")
        }
        return before
    }

    private mutating func take(_ next: AuditLog, _ keys: AuditKeys) throws {
        let opening = try Self.opening(of: next, in: context, keys)
        if let opening, isBetween(opening.predecessor) { return }
        guard let named = opening?.predecessor, named.origin == context.origin else {
            throw Self.finding("the log after it, \(next.origin), does not name it as its predecessor")
        }
        guard named.size <= context.log.size else {
            notes.append(
                "the peer holds \(named.size) entries of it, and here are \(context.log.size): this copy was rolled back"
            )
            return
        }
        claims.append(
            RootClaim(
                size: named.size, root: named.root, kind: .predecessor, place: "what \(next.origin) says of this log"))
    }

    private static func opening(
        of next: AuditLog, in context: LogContext, _ keys: AuditKeys
    ) throws -> LogOpening? {
        let following = try LogContext(next, in: context.source, keys: keys)
        guard let leaf = try context.source.leaves(of: next, from: 0, limit: 1).first else { return nil }
        return try? LogOpening(verifying: leaf.bytes, owner: following.owner, peer: following.peer)
    }

    /// Whether a log of this line that is not here is named. The copy that this database goes on from was made before that log,
    /// and the peer knew of it; that the streams go on without a gap from what is here is looked at by itself (`Elsewhere`).
    private func isBetween(_ named: Predecessor?) -> Bool {
        guard let origin = named?.origin else { return false }
        return origin.owner == context.origin.owner && origin.peer == context.origin.peer
            && !origins.contains(origin.description)
    }

    /// What entry 0 says, once it was read, against the log before.
    ///
    /// - Returns: what is worth knowing of it.
    func check(_ opening: LogOpening?) throws(AuditFinding) -> [String] {
        if let named = opening?.predecessor, before != nil, isBetween(named) {
            return [
                "it follows \(named.origin) at \(named.size) entries, and that log is not here: this database goes on from a "
                    + "copy that was made before it"
            ]
        }
        guard opening?.predecessor?.origin.description == before?.origin else {
            throw Self.finding(
                "entry 0 names \(opening?.predecessor?.origin.description ?? "no log") as the one before, "
                    + "and the index \(before?.origin ?? "none")")
        }
        return []
    }

    private static func finding(_ what: String) -> AuditFinding {
        AuditFinding(.predecessor, place: "the link to another log", what)
    }
}
