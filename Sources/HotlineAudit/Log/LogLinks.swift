internal import HotlineCrypto
internal import HotlineProtocol

/// How the logs of a line follow each other: entry 0 of a log names the log before it and the highest head that the peer holds
/// of that one.
struct LogLinks {
    private let context: LogContext
    private let before: AuditLog?
    /// What the next log's entry 0 says of this one.
    private(set) var claims: [RootClaim] = []
    private(set) var notes: [String] = []

    /// - Throws: `AuditFinding`, or what the source throws.
    init(_ context: LogContext, among logs: [AuditLog], keys: AuditKeys) throws {
        self.context = context
        before = try Self.predecessor(of: context.log, among: logs)
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
        guard let opening = try Self.opening(of: next, in: context, keys), let named = opening.predecessor,
            named.origin == context.origin
        else { throw Self.finding("the log after it, \(next.origin), does not name it as its predecessor") }
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

    /// What entry 0 says, once it was read, against the log before.
    func check(_ opening: LogOpening?) throws(AuditFinding) {
        guard opening?.predecessor?.origin.description == before?.origin else {
            throw Self.finding(
                "entry 0 names \(opening?.predecessor?.origin.description ?? "no log") as the one before, "
                    + "and the index \(before?.origin ?? "none")")
        }
    }

    private static func finding(_ what: String) -> AuditFinding {
        AuditFinding(.predecessor, place: "the link to another log", what)
    }
}
