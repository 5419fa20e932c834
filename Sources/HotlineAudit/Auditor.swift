public import HotlineCrypto
internal import HotlineProtocol

/// Verifies logs from the raw bytes up, by keys that are given to it: every leaf and tree hash, every signature, every
/// statement's place in its stream, every head, receipt and checkpoint, every body, and what the index says of them.
///
/// It trusts nothing of its source and shares with whoever wrote the log only the formats.
public struct Auditor: Sendable {
    private let source: any AuditSource
    private let keys: AuditKeys
    private let workers: Workers
    private let report: @Sendable (AuditProgress) -> Void

    /// An auditor of a source.
    ///
    /// - Parameters:
    ///   - keys: the parties' key lines that are trusted.
    ///   - report: told now and then how far it is, from any thread.
    public init(
        source: any AuditSource, keys: AuditKeys, pace: AuditPace = AuditPace(),
        report: @escaping @Sendable (AuditProgress) -> Void = { _ in }
    ) {
        (self.source, self.keys, self.report) = (source, keys, report)
        workers = Workers(pace: pace)
    }

    /// Checks all logs, or those of the line with one peer; a log whose parties cannot be read is always among them.
    public func audit(peer: NodeName? = nil) -> AuditVerdict {
        let logs: [AuditLog]
        do {
            logs = try source.logs()
        } catch {
            return AuditVerdict(unread: error, place: source.place)
        }
        let chosen = logs.filter { log in
            guard let peer, let origin = LogOrigin(log.origin) else { return true }
            return origin.peer == peer || log.peer.hasPrefix("\(peer)+")
        }
        return AuditVerdict(logs: chosen.map { audit($0, among: logs) })
    }

    private func audit(_ log: AuditLog, among logs: [AuditLog]) -> LogVerdict {
        var verdict = LogVerdict(log)
        do {
            let context = try LogContext(log, in: source, keys: keys)
            let links = try LogLinks(context, among: logs, keys: keys)
            verdict.notes = links.notes
            let taker = LeafTaker(LogState(context, claims: links.claims, checkpoints: try CheckpointAudit(context)))
            defer { verdict.counts.add(taker.state.counts) }
            try LogScan(context: context, workers: workers, report: report).run(taker)
            verdict.notes += try links.check(taker.state.opening)
            let now = try source.logs()
            let search = try LineSearch(context, among: now, keys: keys, pace: workers.pace)
            var end = LogEnd(taker.state, workers: workers, now: try current(log, among: now), search: search)
            try end.run()
            (verdict.counts, verdict.findings) = (end.bodyCounts, end.findings.sortedByPlace(of: log))
            verdict.notes += end.notes
        } catch {
            verdict.take(error, log)
        }
        return verdict
    }

    private func current(_ log: AuditLog, among logs: [AuditLog]) throws -> AuditLog {
        guard let now = logs.first(where: { $0.id == log.id && $0.origin == log.origin }),
            now.size >= log.size
        else { throw AuditFinding(.leaf, place: "the log", "it was removed or cut while it was read") }
        return now
    }
}

extension LogVerdict {
    /// What ended the audit of a log.
    fileprivate mutating func take(_ error: any Error, _ log: AuditLog) {
        switch error {
        case let finding as AuditFinding: findings = [finding.of(log)]
        case AuditSourceError.damaged(let what):
            findings = [AuditFinding(.damaged, place: "the place named", at: counts.leaves, what).of(log)]
        case let obstacle as Obstacle: self.obstacle = "\(log.origin): \(obstacle.reason)"
        default: obstacle = "\(log.origin): \(error)"
        }
    }
}

extension AuditVerdict {
    /// The verdict where a source could not be opened or its logs not listed: damaged is broken, anything else says nothing.
    public init(unread error: any Error, place: String) {
        guard case AuditSourceError.damaged(let what) = error else {
            self.init(logs: [], obstacle: "\(error)")
            return
        }
        var finding = AuditFinding(.damaged, place: "the list of logs", what)
        finding.log = place
        var verdict = LogVerdict(AuditLog.unnamed)
        verdict.findings = [finding]
        self.init(logs: [verdict])
    }
}

extension AuditLog {
    /// Stands where no log could be read.
    fileprivate static let unnamed = AuditLog(
        id: 0, origin: "", owner: "", peer: "", size: 0, peerOpening: nil, held: nil, predecessor: nil,
        isSucceeded: false, stoppedReason: nil)
}

extension [AuditFinding] {
    /// The first place by leaf first, those of the log as a whole last.
    fileprivate func sortedByPlace(of log: AuditLog) -> [AuditFinding] {
        let sorted = enumerated().sorted { left, right in
            let (one, other) = (left.element.leaf ?? .max, right.element.leaf ?? .max)
            return one == other ? left.offset < right.offset : one < other
        }
        return sorted.prefix(AuditLimits.findings).map { $0.element.of(log) }
    }
}
