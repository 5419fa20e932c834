internal import HotlineAudit
internal import HotlineControl
internal import Synchronization

/// What the newest background audit found, for `status`.
final class AuditDesk: Sendable {
    private let newest = Mutex<AuditStatus?>(nil)

    /// The newest that came to an end; nil before the first.
    var status: AuditStatus? { newest.withLock { $0 } }

    func note(_ status: AuditStatus) { newest.withLock { $0 = status } }
}

extension AuditStatus {
    /// A verdict as the local API shows it.
    init(_ verdict: AuditVerdict, finishedAt: String) {
        let counts = verdict.counts
        switch verdict.outcome {
        case .whole:
            self.init(verdict: .whole, finishedAt: finishedAt, entries: counts.leaves)
        case .unchecked(let reason):
            self.init(verdict: .unchecked, finishedAt: finishedAt, entries: counts.leaves, reason: reason)
        case .broken(let finding):
            self.init(
                verdict: .broken, finishedAt: finishedAt, entries: counts.leaves,
                reason: "\(finding.log), \(finding.place): \(finding.what)", meaning: finding.meaning)
        }
    }
}
