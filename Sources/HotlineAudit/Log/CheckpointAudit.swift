internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// Verifies the checkpoints that are kept beside a log: each is signed by the log that it is of, its cosignature by the other
/// side, and its numbers are those of its row. The roots of the own log's are compared when the tree has that size.
struct CheckpointAudit {
    private let context: LogContext
    private(set) var claims: [RootClaim] = []
    private(set) var history: PeerHistory
    private(set) var counts = AuditCounts()

    /// - Throws: `AuditFinding`, or what the source throws.
    init(_ context: LogContext) throws {
        self.context = context
        history = try PeerHistory(context)
        var last: AuditCheckpoint?
        repeat {
            let page = try context.source.checkpoints(of: context.log, after: last, limit: AuditLimits.pageRows)
            for checkpoint in page {
                try requireOrder(checkpoint, after: last)
                try take(checkpoint)
                last = checkpoint
            }
            if page.isEmpty { last = nil }
        } while last != nil
    }

    private func requireOrder(_ checkpoint: AuditCheckpoint, after last: AuditCheckpoint?) throws(AuditFinding) {
        guard let last, last.origin == checkpoint.origin, last.size >= checkpoint.size else { return }
        throw finding(checkpoint, "it is out of order")
    }

    private mutating func take(_ stored: AuditCheckpoint) throws(AuditFinding) {
        guard let origin = LogOrigin(stored.origin), let name = NoteName(stored.origin) else {
            throw finding(stored, "its origin is no log's name")
        }
        let (signer, cosigner) = try parties(of: origin, stored)
        let verified = try verified(stored, name, signer, cosigner)
        let checkpoint = verified.checkpoint
        guard checkpoint.size == stored.size, checkpoint.root.bytes == stored.root else {
            throw finding(stored, "its row has another size or root than its text")
        }
        try checkTime(stored, verified, isOwn: origin == context.origin)
        counts.checkpoints += 1
        counts.cosignatures += UInt64(verified.cosignatures.count)
        if origin == context.origin {
            claims.append(
                RootClaim(size: stored.size, root: checkpoint.root, kind: .checkpoint, place: Self.place(stored)))
        } else if stored.size > 0 {
            try history.checkpoint(origin, size: stored.size, root: checkpoint.root)
        }
    }

    /// Of an own checkpoint the row has the time that its cosignature names; the peer's is kept as it came, before this node
    /// cosigned it, with the second at which it was stored.
    private func checkTime(
        _ stored: AuditCheckpoint, _ verified: VerifiedCheckpoint, isOwn: Bool
    ) throws(AuditFinding) {
        let seconds = stored.cosignedAt.map { $0 / 1000 }
        let times = verified.cosignatures.compactMap(\.time).map { Int64(clamping: min($0, .max / 1000)) }
        let isRight = isOwn ? times.isEmpty == (seconds == nil) : times.isEmpty
        let isSame = seconds.map { time in isOwn ? times.contains(time) : time == stored.storedAt / 1000 } ?? true
        guard isRight, isSame, (stored.cosignedAt ?? 0) % 1000 == 0 else {
            throw finding(stored, "its row has another time of cosigning than its text")
        }
    }

    private func parties(
        of origin: LogOrigin, _ stored: AuditCheckpoint
    ) throws(AuditFinding) -> (signer: KeyLine, cosigner: KeyLine) {
        if origin == context.origin { return (context.owner, context.peer) }
        guard origin.owner == context.peer.name, origin.peer == context.owner.name else {
            throw finding(stored, "it is of a log of another line")
        }
        return (context.peer, context.owner)
    }

    private func verified(
        _ stored: AuditCheckpoint, _ name: NoteName, _ signer: KeyLine, _ cosigner: KeyLine
    ) throws(AuditFinding) -> VerifiedCheckpoint {
        do {
            return try VerifiedCheckpoint(
                verifying: SignedNote(parsing: stored.note), origin: name, key: signer.key, cosigners: [cosigner])
        } catch {
            throw finding(stored, "\(error)")
        }
    }

    private func finding(_ stored: AuditCheckpoint, _ what: String) -> AuditFinding {
        AuditFinding(.checkpoint, place: Self.place(stored), what)
    }

    private static func place(_ stored: AuditCheckpoint) -> String {
        "the checkpoint of \(stored.origin) at size \(stored.size)"
    }
}
