public import HotlineProtocol

/// One thing in which the two sides' logs are not the same.
public struct ReconciliationFinding: Hashable, Sendable {
    /// The sorts. Their raw values are stable.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// The recipient signed a receipt for it, and its log does not have it.
        case receiptedMissing = "receipted-missing"
        /// The recipient has it with the sender's signature, and the sender's log does not have it.
        case signedMissing = "signed-missing"
        /// The sender signed two statements for one place of a stream.
        case equivocation
        /// Both have it, not in the same order of its stream.
        case order
        /// The recipient's log has it at another place, or under another head, than the receipt that it signed says.
        case otherPlace = "other-place"
        /// What the sender shows as a receipt is not one that the recipient signed for it.
        case forgedReceipt = "forged-receipt"
        /// A head that one side signed is not one of the log that it shows.
        case fork
        /// What is shown of a side's log ends before a head that this side signed.
        case shortened
        /// The sender has no receipt for it and the recipient's log does not have it: nothing shows that it arrived.
        case onTheWay = "on-the-way"

        /// Whether one of the sides contradicts its own signature.
        public var isContradiction: Bool {
            switch self {
            case .receiptedMissing, .signedMissing, .equivocation, .order, .otherPlace, .forgedReceipt, .fork: true
            case .shortened, .onTheWay: false
            }
        }
    }

    /// What sort of thing it is.
    public let kind: Kind
    /// The side whose log does not have it, or contradicts what it signed.
    public let side: LineSide
    /// The statement; nil where it concerns a log as a whole.
    public let statement: Statement?
    /// What was found, in words.
    public let what: String
    /// When the recipient received it, by its signed receipt; UTC seconds.
    public let receivedAt: UInt64?

    init(_ kind: Kind, _ side: LineSide, _ statement: Statement?, receivedAt: UInt64? = nil, _ what: String) {
        (self.kind, self.side, self.statement, self.what) = (kind, side, statement, what)
        self.receivedAt = receivedAt
    }
}
