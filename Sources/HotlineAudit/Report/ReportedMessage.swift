public import HotlineProtocol

/// One message of a report. Statement and answer are signed; the times beside them are those of the clock of the log's owner.
public struct ReportedMessage: Hashable, Sendable {
    /// Who said it to whom, what kind, under which deadline.
    public let statement: Statement
    /// Whether the log's owner said it.
    public let isOwn: Bool
    /// The log that has it, by the source's number.
    public let log: Int64
    /// Its place there.
    public let leaf: UInt64
    /// When the owner committed it; UTC milliseconds.
    public let storedAt: Int64
    /// When the owner committed the peer's first receipt for it; nil for the peer's messages, and where there is none.
    public let receiptedAt: Int64?
    /// Why the owner's node refused it.
    public let refusal: String?
    /// Whether its body was erased.
    public let isErased: Bool
    /// What the other side answered first and decided last.
    public let answer: ReportedAnswer?

    init(_ found: FoundStatement, answer: ReportedAnswer?) {
        (statement, isOwn, log, leaf) = (found.statement, found.row.isOwn, found.log, found.leaf)
        (storedAt, receiptedAt) = (found.row.storedAt, found.row.firstReceiptStoredAt)
        (refusal, isErased) = (found.row.refusalCode, found.row.erasedAt != nil)
        self.answer = answer
    }

    /// How long the answer was waited for, in milliseconds: by the owner's clock, from commit to commit.
    public var answeredAfter: Int64? {
        answer.map { max(0, $0.firstAt.subtractingClamped(storedAt)) }
    }

    /// How long the receipt was waited for, in milliseconds, from commit to commit.
    public var receiptedAfter: Int64? {
        receiptedAt.map { max(0, $0.subtractingClamped(storedAt)) }
    }

    /// The end of the time to acknowledge.
    public var dueAt: Int64? {
        statement.acknowledgeBy.map { storedAt.subtractingClamped(-Int64($0) * 1000) }
    }
}

/// The answers to one message: acknowledgements of an officer, or a refusal of the node.
public struct ReportedAnswer: Hashable, Sendable {
    /// When the first one was committed, which ended the wait.
    public let firstAt: Int64
    /// The last decision; nil for a refusal alone.
    public internal(set) var decision: Decision?
    /// Who decided so.
    public internal(set) var officer: String?
    /// The node's reason, where it refused.
    public internal(set) var refusal: String?
    /// Where the last acknowledgement, and with it the officer's note, is.
    public internal(set) var log: Int64
    /// Its place there.
    public internal(set) var leaf: UInt64

    init(_ found: FoundStatement) {
        (firstAt, log, leaf) = (found.row.storedAt, found.log, found.leaf)
        take(found)
    }

    mutating func take(_ found: FoundStatement) {
        let details = found.statement.details
        (log, leaf) = (found.log, found.leaf)
        if let code = details.code { refusal = code }
        guard let decision = details.decision else { return }
        (self.decision, officer) = (decision, details.officer)
    }
}

extension Int64 {
    /// The difference, at most as large as the type has it.
    func subtractingClamped(_ other: Int64) -> Int64 {
        let (value, isBeyond) = subtractingReportingOverflow(other)
        return isBeyond ? (other < 0 ? .max : .min) : value
    }
}
