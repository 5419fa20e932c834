import HotlineAudit
import HotlineCrypto

/// What an audit found, as `--json` gives it.
struct VerifyReport: Encodable {
    /// The one word.
    enum Word: String, Encodable {
        case whole, broken, unchecked

        init(_ findings: [Finding], _ obstacle: String?) {
            self = !findings.isEmpty ? .broken : obstacle != nil ? .unchecked : .whole
        }
    }

    let verdict: Word
    let database: String
    let keys: [TrustedKeys.Entry]
    let first: Finding?
    /// Why it could not be checked.
    let reason: String?
    let logs: [Log]
    private(set) var seconds: Double?

    init(_ verdict: AuditVerdict, place: String, keys: TrustedKeys) {
        (database, self.keys, logs) = (place, keys.entries, verdict.logs.map(Log.init))
        switch verdict.outcome {
        case .whole: (self.verdict, first, reason) = (.whole, nil, nil)
        case .broken(let finding): (self.verdict, first, reason) = (.broken, Finding(finding), nil)
        case .unchecked(let why): (self.verdict, first, reason) = (.unchecked, nil, why)
        }
    }

    /// Nothing could be looked at.
    init(_ error: AuditSourceError, place: String) {
        (database, keys, logs) = (place, [], [])
        switch error {
        case .damaged(let what): (verdict, first, reason) = (.broken, Finding(damaged: what, place), nil)
        case .unreadable(let why): (verdict, first, reason) = (.unchecked, nil, why)
        }
    }

    func lasting(_ time: Duration) -> VerifyReport {
        var report = self
        report.seconds =
            Double(time.components.seconds) + Double(time.components.attoseconds / 1_000_000_000_000_000) / 1000
        return report
    }

    /// How the command ends; nil for whole.
    func failure(line: NodeName?) -> CommandFailure? {
        switch verdict {
        case .whole: nil
        case .broken:
            CommandFailure(
                .broken, code: "audit_broken", first.map { "broken: \($0.log), \($0.place): \($0.what)" } ?? "broken",
                remedy: "keep the database as it is, make a copy, and tell the officer in charge and the peer")
        case .unchecked:
            CommandFailure(
                .unchecked, code: "audit_unchecked", "could not check: \(reason ?? "there is no log")",
                remedy: line.map { "hotline peer list shows the peers; is \($0) one?" })
        }
    }
}

extension VerifyReport {
    /// One thing that is wrong.
    struct Finding: Encodable {
        let kind: String
        let log: String
        let place: String
        let leaf: UInt64?
        let what: String
        let meaning: String

        init(_ finding: AuditFinding) {
            (kind, log, place, leaf) = (finding.kind.rawValue, finding.log, finding.place, finding.leaf)
            (what, meaning) = (finding.what, finding.meaning)
        }

        init(damaged what: String, _ database: String) {
            (kind, log, place, leaf) = (AuditFinding.Kind.damaged.rawValue, database, "the whole", nil)
            (self.what, meaning) = (what, AuditFinding.Kind.damaged.meaning)
        }
    }

    /// One log.
    struct Log: Encodable {
        let log: String
        let peer: String
        let verdict: Word
        let findings: [Finding]
        let reason: String?
        let notes: [String]
        let counts: Counts

        init(_ log: LogVerdict) {
            (self.log, peer, notes) = (log.origin, log.peer, log.notes)
            (findings, reason, counts) = (log.findings.map(Finding.init), log.obstacle, Counts(log.counts))
            verdict = Word(findings, reason)
        }
    }

    /// What was looked at.
    struct Counts: Encodable {
        let leaves, ownStatements, peerStatements, receipts, withoutReceipt, heads, peerHeads: UInt64
        let checkpoints, cosignatures, bodies, erased, lost: UInt64

        enum CodingKeys: String, CodingKey {
            case leaves, receipts, heads, checkpoints, cosignatures, bodies, erased, lost
            case ownStatements = "own_statements"
            case peerStatements = "peer_statements"
            case withoutReceipt = "without_receipt"
            case peerHeads = "peer_heads"
        }

        init(_ counts: AuditCounts) {
            (leaves, ownStatements, peerStatements) = (counts.leaves, counts.ownStatements, counts.peerStatements)
            (receipts, withoutReceipt, heads) = (counts.receipts, counts.withoutReceipt, counts.heads)
            (peerHeads, checkpoints, cosignatures) = (counts.peerHeads, counts.checkpoints, counts.cosignatures)
            (bodies, erased, lost) = (counts.bodies, counts.erased, counts.lost)
        }
    }
}
