internal import HotlineCrypto
internal import HotlineProtocol

/// What is known of a log before its leaves are read: its parties by trusted keys.
struct LogContext: Sendable {
    let source: any AuditSource
    let log: AuditLog
    let origin: LogOrigin
    let owner: KeyLine
    let peer: KeyLine
    /// Entry 0 of the peer's log, verified; nil where none was seen.
    let peerOpening: LogOpening?
    let heads: VerifiedHeads
    /// The peer's logs that were known before the present one, oldest first.
    let formerPeerLogs: [FormerPeerLog]

    /// - Throws: `AuditFinding`, or `Obstacle` where no key of a party was given.
    init(_ log: AuditLog, in source: any AuditSource, keys: AuditKeys) throws {
        guard let origin = LogOrigin(log.origin) else {
            throw AuditFinding(.opening, place: "the log's name", "it is not <node>/<peer>/<log id>")
        }
        (self.source, self.log, self.origin) = (source, log, origin)
        owner = try Self.key(log.owner, origin.owner, keys)
        peer = try Self.key(log.peer, origin.peer, keys)
        peerOpening = try Self.opening(of: peer, log.peerOpening, owner)
        heads = VerifiedHeads(owner: peer, peer: owner.name)
        formerPeerLogs = try FormerPeerLog.read(log, peer: peer, owner: owner, heads: heads, present: peerOpening)
    }

    /// The peer's logs that are known beside this log.
    var peerLogs: Set<LogOrigin> {
        Set(formerPeerLogs.map(\.opening.origin)).union([peerOpening].compactMap { $0?.origin })
    }

    /// The same log as its source describes it later.
    init(_ later: AuditLog, like context: LogContext) throws {
        guard later.id == context.log.id, later.origin == context.log.origin else { throw Obstacle("another log") }
        (source, log, origin) = (context.source, later, context.origin)
        (owner, peer, peerOpening) = (context.owner, context.peer, context.peerOpening)
        (heads, formerPeerLogs) = (context.heads, context.formerPeerLogs)
    }

    private static func key(_ written: String, _ name: NodeName, _ keys: AuditKeys) throws -> KeyLine {
        guard let line = try keys.line(written, name: name) else {
            throw Obstacle("no key of \(name) was given, and without it nothing that it signed can be verified")
        }
        return line
    }

    private static func opening(of peer: KeyLine, _ bytes: [UInt8]?, _ owner: KeyLine) throws -> LogOpening? {
        guard let bytes else { return nil }
        do {
            return try LogOpening(verifying: bytes, owner: peer, peer: owner)
        } catch {
            throw AuditFinding(.peerHead, place: "entry 0 of the peer's log", "\(error)")
        }
    }
}

/// Why something could not be looked at.
struct Obstacle: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
