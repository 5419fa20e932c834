internal import COSE
internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore

/// What the local API shows of a message: put together from the store, the receipt verified again each time.
struct MessageView: Sendable {
    let context: LineContext

    /// A message of which a commit has just told.
    /// - Parameter receipt: the receipt that was verified for that commit, which is not verified again.
    func fresh(_ key: MessageKey, receipt: VerifiedReceipt?) throws -> Message? {
        try context.store.reading {
            try context.store.message(key.id, isOwn: key.isOwn).map { try message($0, verified: receipt) }
        }
    }

    /// A message as the store has it now.
    func message(_ stored: StoredMessage, withText: Bool = false) throws -> Message {
        try context.store.reading { try message(stored, withText: withText, verified: nil) }
    }

    private func message(
        _ stored: StoredMessage, withText: Bool = false, verified: VerifiedReceipt?
    ) throws -> Message {
        let statement = stored.signed.statement
        let replies = try context.store.replies(to: statement.messageID, line: stored.line)
            .filter { $0.isOwn != stored.isOwn }
        var shown = shown(stored.durable, peer: stored.peer, at: stored.storedAt)
        shown.acknowledgements = try replies.compactMap(acknowledgement)
        shown.refusal = refusal(stored, replies)
        shown.state = Self.state(stored, shown.acknowledgements, shown.refusal)
        shown.overdue = shown.acknowledgements.isEmpty && shown.refusal == nil && isPast(stored.acknowledgeDue)
        shown.receipt = try receipt(of: stored, verified)
        shown.erasure = try context.store.erasure(of: stored.rowID).map { ErasureSummary($0) }
        shown.text = withText ? try text(of: stored) : nil
        return shown
    }

    /// A message of this node as its commit has just stored it: no receipt yet, and nobody has answered.
    func committed(_ statement: DurableStatement, peer: NodeName, at time: UTCTime) -> Message {
        shown(statement, peer: peer, at: time)
    }

    /// What the statement itself says, and its place in the log.
    private func shown(_ durable: DurableStatement, peer: NodeName, at storedAt: UTCTime) -> Message {
        let statement = durable.signed.statement
        return Message(
            id: "\(statement.messageID)", direction: durable.isOwn ? .sent : .received,
            state: durable.isOwn ? .queued : .received, sender: statement.sender.text,
            recipient: statement.recipient.text, peer: peer.text, channel: statement.stream.channel.text,
            precedence: "\(statement.stream.precedence)", kind: statement.kind.text, tlp: statement.tlp?.name ?? "",
            mediaType: statement.body.mediaType, language: statement.body.language, size: statement.body.size,
            inReplyTo: statement.inReplyTo.map { "\($0)" }, epoch: "\(statement.ordinal.epoch)",
            sequence: statement.ordinal.sequence, digest: "\(durable.signed.digest)",
            issuedAt: ControlTime.text(seconds: statement.issuedAt), storedAt: ControlTime.text(storedAt),
            leafIndex: durable.leafIndex, acknowledgeBySeconds: statement.acknowledgeBy.map { Int($0) },
            acknowledgeDue: statement.acknowledgeDue(since: storedAt).map { ControlTime.text($0) }, overdue: false,
            receipt: nil, acknowledgements: [], refusal: nil, details: Self.details(statement.details), text: nil)
    }

    /// The receipt's COSE bytes: the peer's for what was sent, this node's own for what was received.
    func receiptBytes(of stored: StoredMessage) throws -> [UInt8]? {
        if stored.isOwn { return stored.receipt }
        return try Receipt.issue(
            for: [stored.durable], key: context.key, hashes: context.store.hashes(of: stored.line)
        ).bytes
    }

    /// A receipt that this node gave is a function of what it committed, so there is nothing to verify in its own signature.
    private func receipt(of stored: StoredMessage, _ verified: VerifiedReceipt?) throws -> ReceiptSummary? {
        guard stored.isOwn else { return summary(of: stored, head: stored.head, leafIndex: stored.leafIndex) }
        guard let bytes = stored.receipt else { return nil }
        let receipt = try verified ?? verify(bytes, of: stored)
        return summary(of: stored, head: receipt.head.head, leafIndex: receipt.inclusion.leafIndex)
    }

    private func verify(_ bytes: [UInt8], of stored: StoredMessage) throws -> VerifiedReceipt {
        let peer = try context.store.peer(of: stored.line)
        let proofs = try? Receipt(decoding: bytes).verify(
            leaves: [stored.signed.leafHash], owner: peer, peer: context.local.name)
        guard let verified = proofs?.first else {
            throw ControlError.damaged("the receipt in the store does not verify")
        }
        return verified
    }

    private func summary(of stored: StoredMessage, head: Head, leafIndex: UInt64) -> ReceiptSummary {
        ReceiptSummary(
            log: "\(head.origin)", treeSize: head.size, leafIndex: leafIndex, root: "\(head.root)",
            issuedAt: ControlTime.text(seconds: head.issuedAt),
            storedAt: stored.receiptStoredAt.map { ControlTime.text($0) }, verified: true)
    }

    private func acknowledgement(_ reply: StoredMessage) throws -> AcknowledgementSummary? {
        let statement = reply.signed.statement
        guard statement.kind == .acknowledgement, reply.outcome == .delivered,
            let decision = statement.details.decision, let officer = statement.details.officer
        else { return nil }
        let note = try context.store.body(of: reply.rowID)?.content ?? []
        return AcknowledgementSummary(
            id: "\(statement.messageID)", decision: decision.rawValue, officer: officer,
            note: note.isEmpty ? nil : String(decoding: note, as: UTF8.self), by: statement.sender.text,
            at: ControlTime.text(reply.storedAt))
    }

    private func refusal(_ stored: StoredMessage, _ replies: [StoredMessage]) -> RefusalSummary? {
        let reply = replies.first { $0.signed.statement.kind == .refusal && $0.outcome == .delivered }
        guard let reply, let code = reply.signed.statement.details.code else { return nil }
        return RefusalSummary(
            id: "\(reply.signed.statement.messageID)", code: code, at: ControlTime.text(reply.storedAt))
    }

    private static func state(
        _ stored: StoredMessage, _ acknowledgements: [AcknowledgementSummary], _ refusal: RefusalSummary?
    ) -> Message.State {
        if refusal != nil { return .refused }
        if case .refused = stored.outcome { return .refused }
        if !acknowledgements.isEmpty { return .acknowledged }
        guard stored.isOwn else { return .received }
        return stored.receipt == nil ? .queued : .receipted
    }

    private func isPast(_ due: UTCTime?) -> Bool { due.map { $0 <= context.clock.utc() } ?? false }

    private static func details(_ details: StatementDetails) -> MessageDetails? {
        details == StatementDetails()
            ? nil
            : MessageDetails(decision: details.decision?.rawValue, officer: details.officer, code: details.code)
    }

    private func text(of stored: StoredMessage) throws -> String? {
        guard stored.signed.statement.body.size <= ControlLimits.shownTextBytes,
            let body = try context.store.body(of: stored.rowID)
        else { return nil }
        return String(validating: body.content, as: UTF8.self)
    }
}

extension ControlTime {
    static func text(_ time: UTCTime) -> String { text(milliseconds: time.milliseconds) }

    /// A signed time in whole seconds, shown as exactly as it was signed; what no calendar can show is shown as the
    /// greatest that one can.
    static func text(seconds: UInt64) -> String {
        String(text(milliseconds: min(seconds, 253_402_300_799) * 1000).dropLast(".000Z".count)) + "Z"
    }
}
