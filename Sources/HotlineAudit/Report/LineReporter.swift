public import HotlineCrypto
internal import HotlineProtocol

/// Verifies the logs of one line, then says what they show of a period. Of a log that is not whole it says nothing else.
public struct LineReporter: Sendable {
    /// What came of it.
    public enum Verdict: Sendable {
        /// The logs are whole.
        case made(LineReport)
        /// They are not; this is the first thing wrong.
        case broken(AuditFinding)
        /// Something could not be looked at.
        case unchecked(String)
    }

    private let source: any AuditSource
    private let keys: AuditKeys
    private let period: ReportPeriod
    private let report: @Sendable (AuditProgress) -> Void

    /// A reporter on a source: a database or an export.
    public init(
        source: any AuditSource, keys: AuditKeys, period: ReportPeriod,
        report: @escaping @Sendable (AuditProgress) -> Void = { _ in }
    ) {
        (self.source, self.keys, self.period, self.report) = (source, keys, period, report)
    }

    /// Verifies the line with a peer and reports on it.
    ///
    /// - Parameter each: is given every message of the period in the order of the logs, after the audit.
    public func run(peer: NodeName, each: (ReportedMessage) throws -> Void = { _ in }) throws -> Verdict {
        let before = try logs(with: peer)
        let verdict = Auditor(source: source, keys: keys, report: report).audit(peer: peer)
        switch verdict.outcome {
        case .broken(let finding): return .broken(finding)
        case .unchecked(let reason): return .unchecked(reason)
        case .whole: break
        }
        do {
            return .made(try made(before, verdict.counts, each))
        } catch let obstacle as Obstacle {
            return .unchecked(obstacle.reason)
        }
    }

    /// The logs of the newest line with that peer: one that came back with another key is another line.
    private func logs(with peer: NodeName) throws -> [AuditLog] {
        let named = try source.logs().filter { LogOrigin($0.origin)?.peer == peer }
        return named.filter { $0.peer == named.last?.peer }
    }

    private func made(
        _ logs: [AuditLog], _ audited: AuditCounts, _ each: (ReportedMessage) throws -> Void
    ) throws -> LineReport {
        guard source.contents.isSuperset(of: [.rows, .heads]) else { throw Obstacle("it has no times of messages") }
        var seen = try LineTimes(source, logs, period)
        let reader = StatementReader(source: source, logs: logs)
        var answers = Answers()
        try reader.forEach { found in
            answers.take(found)
            seen.take(found.row)
        }
        var report = LineReport(try parties(logs), logs, period, seen, audited)
        try reader.forEach { found in
            guard !found.isRepeated, period.contains(found.row.storedAt) else { return }
            let message = ReportedMessage(found, answer: answers.answer(to: found))
            report.take(message)
            try each(message)
        }
        report.finish()
        return report
    }

    private func parties(_ logs: [AuditLog]) throws -> (owner: KeyLine, peer: KeyLine) {
        guard let log = logs.last, let origin = LogOrigin(log.origin),
            let owner = try keys.line(log.owner, name: origin.owner),
            let peer = try keys.line(log.peer, name: origin.peer)
        else { throw Obstacle("there is no such line") }
        return (owner, peer)
    }
}
