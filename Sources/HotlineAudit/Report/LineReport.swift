public import HotlineCrypto
internal import HotlineProtocol

/// What the logs of one line show of a period: what an annual review of an agreement looks at.
public struct LineReport: Sendable {
    /// The owner of the logs.
    public let owner: KeyLine
    /// The other side.
    public let peer: KeyLine
    /// The logs, the oldest first.
    public let logs: [AuditLog]
    /// What it is about.
    public let period: ReportPeriod
    /// The first and the last time in the logs; UTC milliseconds.
    public let span: ClosedRange<Int64>
    /// What the audit before it looked at.
    public let audited: AuditCounts

    /// Messages by stream, kind and time.
    public internal(set) var traffic = Traffic()
    /// From the commit of an own message to that of its receipt, by precedence.
    public internal(set) var receipts = Precedence.allCases.map { _ in Durations() }
    /// Own messages of the period without a receipt.
    public internal(set) var withoutReceipt: UInt64 = 0
    /// What the peer's officers were asked to acknowledge.
    public internal(set) var askedByOwner = Deadlines()
    /// What the owner's officers were asked to acknowledge.
    public internal(set) var askedByPeer = Deadlines()
    /// When the line is shown to have worked.
    public let contact: Contact
    /// The chain of checkpoints.
    public let checkpoints: ReportedCheckpoints
    /// Notices and messages that ask for an acknowledgement.
    public internal(set) var notices = ReportedList()
    /// Other messages between officers.
    public internal(set) var messages = ReportedList()

    init(
        _ parties: (owner: KeyLine, peer: KeyLine), _ logs: [AuditLog], _ period: ReportPeriod, _ seen: LineTimes,
        _ audited: AuditCounts
    ) {
        (owner, peer) = parties
        (self.logs, self.period, span, self.audited) = (logs, period, seen.span, audited)
        (contact, checkpoints) = (Contact(period, seen), seen.checkpoints)
    }

    mutating func take(_ message: ReportedMessage) {
        traffic.take(message, period)
        takeReceipt(message)
        if message.isOwn {
            askedByOwner.take(message, end: span.upperBound)
        } else {
            askedByPeer.take(message, end: span.upperBound)
        }
        list(message)
    }

    private mutating func takeReceipt(_ message: ReportedMessage) {
        guard message.isOwn else { return }
        guard let wait = message.receiptedAfter else { return withoutReceipt += 1 }
        let index = Int(message.statement.stream.precedence.rawValue)
        receipts[index].take(wait)
    }

    private mutating func list(_ message: ReportedMessage) {
        let kind = message.statement.kind.text
        guard !["acknowledgement", "refusal", "test", "service"].contains(kind), message.refusal == nil else { return }
        if kind == "notice" || message.statement.acknowledgeBy != nil {
            notices.take(message)
        } else {
            messages.take(message)
        }
    }

    mutating func finish() {
        for index in receipts.indices { receipts[index].finish() }
        askedByOwner.finish()
        askedByPeer.finish()
    }
}

/// The first messages of a sort.
public struct ReportedList: Hashable, Sendable {
    /// At most `ReportLimits.listed`, in the order of the logs.
    public private(set) var kept: [ReportedMessage] = []
    /// How many there are.
    public private(set) var total: UInt64 = 0

    mutating func take(_ message: ReportedMessage) {
        total += 1
        if kept.count < ReportLimits.listed { kept.append(message) }
    }
}
