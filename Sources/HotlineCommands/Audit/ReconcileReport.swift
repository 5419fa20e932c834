import HotlineAudit
import HotlineControl
import HotlineCrypto
import HotlineProtocol

/// What a comparison found, as `--json` gives it.
struct ReconcileReport: Encodable {
    /// The one word.
    enum Word: String, Encodable {
        case agree, contradicted, shortened, broken, unchecked
    }

    /// One thing that is not the same.
    struct Finding: Encodable {
        let kind: String
        /// Whose log does not have it, or who contradicts himself.
        let side: String
        let messageID, sender, stream, ordinal, messageKind, decision, officer, signedAt, receivedAt: String?
        let what: String

        enum CodingKeys: String, CodingKey {
            case kind, side, sender, stream, ordinal, decision, officer, what
            case messageID = "message_id"
            case messageKind = "message_kind"
            case signedAt = "signed_at"
            case receivedAt = "received_at"
        }
    }

    /// Times between two clocks, in milliseconds.
    struct Spread: Encodable {
        let from: String
        let what: String
        let count: UInt64
        let smallest, mean, largest: Int64
    }

    /// What is the same on both sides.
    struct Side: Encodable {
        let node: String
        let place: String
        let inBoth: UInt64
        let inOne: UInt64

        enum CodingKeys: String, CodingKey {
            case node, place
            case inBoth = "in_both"
            case inOne = "in_one"
        }
    }

    let verdict: Word
    /// The verdict in one line.
    let sentence: String
    let sides: [Side]
    let receipts: UInt64
    let decisions: [String: UInt64]
    let findings: [Finding]
    /// How many there are of each sort, also of those beyond the first 10,000.
    let counts: [String: UInt64]
    let clocks: [Spread]
    /// By how many milliseconds the second side's clock is ahead, at least and at most.
    let aheadAtLeast: Int64?
    let aheadAtMost: Int64?
    let clocksUnsteady: Bool
    let early: UInt64

    enum CodingKeys: String, CodingKey {
        case verdict, sentence, sides, receipts, decisions, findings, counts, clocks, early
        case aheadAtLeast = "ahead_at_least_ms"
        case aheadAtMost = "ahead_at_most_ms"
        case clocksUnsteady = "clocks_unsteady"
    }

    init(_ verdict: Reconciler.Verdict, places: [String]) {
        switch verdict {
        case .compared(let parties, let result): self.init(parties.map(\.name.text), result, places)
        case .broken(let side, let finding):
            let place = places[side.rawValue]
            self.init(
                .broken, "\(place) is not whole, so nothing was compared: \(finding.description). \(finding.meaning)")
        case .unchecked(let reason): self.init(.unchecked, "It could not be checked: \(reason).")
        }
    }

    /// What could not be opened.
    init(_ error: AuditSourceError, places: [String]) {
        switch error {
        case .damaged(let what): self.init(.broken, "A side is not whole, so nothing was compared: \(what).")
        case .unreadable(let what): self.init(.unchecked, "It could not be checked: \(what).")
        }
    }

    private init(_ verdict: Word, _ sentence: String) {
        (self.verdict, self.sentence) = (verdict, sentence)
        (sides, receipts, decisions, findings, counts, clocks) = ([], 0, [:], [], [:], [])
        (aheadAtLeast, aheadAtMost, clocksUnsteady, early) = (nil, nil, false, 0)
    }

    private init(_ names: [String], _ result: ReconciliationResult, _ places: [String]) {
        verdict = result.isContradicted ? .contradicted : result.isShortened ? .shortened : .agree
        sentence = ReconcileSentence.text(names, result)
        sides = names.indices.map {
            Side(node: names[$0], place: places[$0], inBoth: result.both[$0], inOne: result.alone[$0])
        }
        (receipts, early) = (result.receipts, result.clocks.early)
        decisions = Dictionary(result.decisions.map { ($0.key.rawValue, $0.value) }) { $1 }
        findings = result.findings.map { Finding($0, names) }
        counts = Dictionary(result.counts.map { ($0.key.rawValue, $0.value) }) { $1 }
        clocks = Spread.all(result.clocks, names)
        (aheadAtLeast, aheadAtMost) = (result.clocks.aheadAtLeast, result.clocks.aheadAtMost)
        clocksUnsteady = result.clocks.isUnsteady
    }

    /// How the command ends; nil where nothing contradicts anything.
    var failure: CommandFailure? {
        switch verdict {
        case .agree: nil
        case .contradicted, .broken:
            CommandFailure(
                .broken, code: "reconcile_\(verdict.rawValue)", sentence,
                remedy: "keep both as they are; --json has all of it")
        case .shortened, .unchecked:
            CommandFailure(
                .unchecked, code: "reconcile_\(verdict.rawValue)", sentence,
                remedy: verdict == .shortened
                    ? "ask that side for its whole log" : "name both parties' key lines with --key")
        }
    }
}

extension ReconcileReport.Finding {
    fileprivate init(_ finding: ReconciliationFinding, _ names: [String]) {
        (kind, side, what) = (finding.kind.rawValue, names[finding.side.rawValue], finding.what)
        let statement = finding.statement
        (messageID, sender) = (statement?.messageID.description, statement?.sender.text)
        (stream, ordinal) = (statement?.stream.description, statement?.ordinal.description)
        (messageKind, officer) = (statement?.kind.text, statement?.details.officer)
        decision = statement?.details.decision?.rawValue
        signedAt = statement.map { Self.time($0.issuedAt) }
        receivedAt = finding.receivedAt.map(Self.time)
    }

    private static func time(_ seconds: UInt64) -> String {
        ControlTime.text(milliseconds: seconds.multipliedReportingOverflow(by: 1000).partialValue)
    }
}

extension ReconcileReport.Spread {
    fileprivate static func all(_ clocks: ClockComparison, _ names: [String]) -> [Self] {
        names.indices.flatMap { index in
            [("signed to received", clocks.received[index]), ("received to receipt stored", clocks.returned[index])]
                .filter { $0.1.count > 0 }
                .map { what, spread in
                    Self(
                        from: names[index], what: what, count: spread.count, smallest: spread.smallest,
                        mean: spread.mean, largest: spread.largest)
                }
        }
    }
}
