public import HotlineProtocol

/// What comparing two sides' logs found.
public struct ReconciliationResult: Hashable, Sendable {
    /// Statements that both have, by who said them.
    public internal(set) var both: [UInt64] = [0, 0]
    /// Statements that one side alone has, by who said them.
    public internal(set) var alone: [UInt64] = [0, 0]
    /// Statements of both with a receipt that names the place where they are.
    public internal(set) var receipts: UInt64 = 0
    /// Officers' decisions that both have.
    public internal(set) var decisions: [Decision: UInt64] = [:]
    /// Refusals that both have.
    public internal(set) var refusals: UInt64 = 0
    /// What is not the same, in the order of the logs; at most `ReconciliationLimits.findings`.
    public internal(set) var findings: [ReconciliationFinding] = []
    /// How many of each sort there are.
    public internal(set) var counts: [ReconciliationFinding.Kind: UInt64] = [:]
    /// The clocks.
    public internal(set) var clocks = ClockComparison()

    /// Whether a side contradicts its own signature.
    public var isContradicted: Bool { counts.contains { $0.key.isContradiction && $0.value > 0 } }
    /// Whether less is shown of a log than its owner has signed.
    public var isShortened: Bool { counts[.shortened, default: 0] > 0 }

    init() {}

    mutating func add(_ finding: ReconciliationFinding) {
        counts[finding.kind, default: 0] += 1
        if findings.count < ReconciliationLimits.findings { findings.append(finding) }
    }

    mutating func count(_ statement: Statement) {
        switch statement.kind {
        case .acknowledgement: if let decision = statement.details.decision { decisions[decision, default: 0] += 1 }
        case .refusal: refusals += 1
        default: break
        }
    }
}
