internal import HotlineProtocol

/// A message by the side that said it and its id: what an answer names. Both sides may use one id.
struct Asked: Hashable {
    let isOwn: Bool
    let id: MessageID
}

/// Acknowledgements that are waited for, as the index shows them, against the answers in the log.
struct Waits {
    /// Statements whose rows say that the wait goes on.
    private var open: [Asked: UInt64] = [:]
    /// Statements that ask for an acknowledgement and whose rows say that the wait has ended.
    private var ended: [Asked: UInt64] = [:]

    mutating func take(_ checked: CheckedStatement, at leaf: UInt64) throws(AuditFinding) {
        guard let row = checked.row, row.isDelivered else { return }
        try answer(checked.statement, isOwn: checked.isOwn)
        guard checked.statement.acknowledgeBy != nil else { return }
        let asked = Asked(isOwn: checked.isOwn, id: checked.statement.messageID)
        if row.awaitedUntil == nil { ended[asked] = leaf } else { open[asked] = leaf }
    }

    /// An acknowledgement or refusal by the other side ends the wait.
    mutating func answer(_ statement: Statement, isOwn: Bool) throws(AuditFinding) {
        guard let id = statement.inReplyTo, [.acknowledgement, .refusal].contains(statement.kind) else { return }
        let asked = Asked(isOwn: !isOwn, id: id)
        ended[asked] = nil
        if let leaf = open[asked] {
            throw AuditFinding(.index, at: leaf, "its row still waits for an acknowledgement, and it was answered")
        }
    }

    /// After the last leaf: no wait has ended without an answer.
    func finish() throws(AuditFinding) {
        guard let leaf = ended.values.min() else { return }
        throw AuditFinding(.index, at: leaf, "its row waits for no acknowledgement any more, and nothing answered it")
    }
}
