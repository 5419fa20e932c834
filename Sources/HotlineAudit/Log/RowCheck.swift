internal import HotlineCrypto
internal import HotlineProtocol

/// Holds what the index says of one statement against the statement.
struct RowCheck {
    let row: AuditRow
    let signed: SignedStatement
    let isOwn: Bool
    let leaf: UInt64
    /// Whether the log follows another one: what was said there goes on here under its first deadline.
    let hasPredecessor: Bool

    private var statement: Statement { signed.statement }

    func check() throws(AuditFinding) {
        let wrong = wrongMembers.first { $0.isWrong }
        if let wrong { throw AuditFinding(.index, at: leaf, "its row has another \(wrong.name) than the statement") }
        try checkOutcome()
        try checkWait()
        try checkReceipt()
    }

    /// A receipt without a time is one that the peer's former log gave: it is kept as such beside the row.
    private func checkReceipt() throws(AuditFinding) {
        let former = row.formerReceipts
        let isFormer = row.receiptStoredAt == nil && former.contains { $0.receipt == row.receipt }
        guard isFormer || (row.receipt != nil) == (row.receiptStoredAt != nil) else {
            throw AuditFinding(.index, at: leaf, "its row has a receipt without a time, or a time without a receipt")
        }
        guard isOwn || (row.receipt == nil && former.isEmpty) else {
            throw AuditFinding(.index, at: leaf, "its row has a receipt, and the peer said it")
        }
        // Each time the peer lost a statement, the receipt that was there then was set aside.
        guard zip(former, former.dropFirst()).allSatisfy({ $0.storedAt < $1.storedAt }) else {
            throw AuditFinding(.index, at: leaf, "its former receipts are not those of one time after another")
        }
    }

    private var wrongMembers: [(name: String, isWrong: Bool)] {
        [
            ("side", row.isOwn != isOwn),
            ("channel", row.channel != statement.stream.channel.text),
            ("precedence", row.precedence != statement.stream.precedence.rawValue),
            ("epoch", row.epoch != statement.ordinal.epoch.bytes),
            ("sequence", row.sequence != statement.ordinal.sequence),
            ("digest", row.digest != signed.digest.bytes),
            ("message id", row.messageID != statement.messageID.bytes),
            ("kind", row.kind != statement.kind.text),
            ("reply", row.inReplyTo != statement.inReplyTo?.bytes),
        ]
    }

    private func checkOutcome() throws(AuditFinding) {
        // That a message is delivered elsewhere is looked for there (`Elsewhere`).
        let isKnown = isOwn ? [0, 3].contains(row.outcome) : row.outcome <= (hasPredecessor ? 3 : 2)
        let code = row.refusalCode.flatMap { RefusalCode(rawValue: $0) }
        guard isKnown, (row.outcome == 1) == (code != nil), (row.refusalCode != nil) == (code != nil) else {
            throw AuditFinding(.index, at: leaf, "its row has an outcome that it cannot have")
        }
    }

    /// The end of the time to acknowledge is counted from the commit; without an answer, it stands there.
    private func checkWait() throws(AuditFinding) {
        guard let until = row.awaitedUntil else { return }
        let due = row.isDelivered ? statement.acknowledgeBy.map { row.storedAt.adding(seconds: $0) } : nil
        guard until == due || (hasPredecessor && due != nil) else {
            throw AuditFinding(.index, at: leaf, "its row has another time to acknowledge than the statement")
        }
    }
}

extension AuditRow {
    /// Whether it is in the inbox or outbox with its body.
    var isDelivered: Bool { outcome == 0 }
    /// Whether it repeats a message that was delivered before.
    var isRepeat: Bool { outcome == 2 }
    /// Whether another log of the line has the message.
    var isElsewhere: Bool { outcome == 3 }
}

extension Int64 {
    fileprivate func adding(seconds: UInt32) -> Int64 {
        let (sum, isBeyond) = addingReportingOverflow(Int64(seconds) * 1000)
        return isBeyond ? .max : sum
    }
}
