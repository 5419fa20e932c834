import HotlineControl

/// A message as `send`, `show` and `ack` show it.
enum MessageText {
    /// Who, what and when; then what became of it, each step with its evidence.
    static func fields(_ message: Message, _ style: Style) -> String {
        var list = FieldList()
        addParties(of: message, to: &list)
        addTimes(of: message, to: &list)
        addReceipt(of: message, to: &list)
        addAnswers(of: message, to: &list)
        addErasure(of: message, to: &list)
        return list.text(style)
    }

    /// All that is known, with the content where the node sent it.
    static func details(_ message: Message, _ style: Style) -> String {
        var list = FieldList()
        list.add("statement", "SHA-256 \(message.digest)")
        list.add("sequence", "\(message.sequence) of \(message.channel)/\(message.precedence), epoch \(message.epoch)")
        list.add("log entry", "\(message.leafIndex)")
        list.add("decision", message.details?.decision)
        list.add("officer", message.details?.officer)
        list.add("code", message.details?.code)
        var parts = [fields(message, style), list.text(style)]
        if let text = message.text { parts.append("content\n" + TerminalText.content(text)) }
        return parts.joined(separator: "\n")
    }

    /// How far it has come, as a word and its colour.
    static func state(of message: Message) -> Table.Cell {
        let erasure = message.erasure.map { ", \($0.state.rawValue)" } ?? ""
        let word = message.state.rawValue + (message.overdue ? ", overdue" : "") + erasure
        if message.overdue || message.state == .refused { return Table.Cell(word, .bad) }
        switch message.state {
        case .queued, .received: return Table.Cell(word, .waiting)
        case .receipted, .acknowledged, .refused: return Table.Cell(word, .good)
        }
    }

    private static func addParties(of message: Message, to list: inout FieldList) {
        list.add("message", message.id, .strong)
        list.add(message.direction == .sent ? "to" : "from", message.peer)
        list.add("channel", "\(message.channel), \(message.precedence)")
        list.add("kind", "\(message.kind), \(message.mediaType), \(message.size) bytes")
        list.add("language", message.language)
        list.add("label", "TLP:" + message.tlp.uppercased())
        list.add("in reply to", message.inReplyTo)
        let state = state(of: message)
        list.add("state", state.text, state.meaning)
    }

    private static func addTimes(of message: Message, to list: inout FieldList) {
        if message.direction == .received { list.add("signed", Moment.text(message.issuedAt)) }
        list.add("stored", Moment.text(message.storedAt))
        guard let seconds = message.acknowledgeBySeconds else { return }
        let due = message.acknowledgeDue.map { ", until " + Moment.text($0) } ?? ""
        list.add("acknowledge", "within \(Moment.span(seconds: seconds))\(due)", message.overdue ? .bad : nil)
    }

    private static func addReceipt(of message: Message, to list: inout FieldList) {
        guard let receipt = message.receipt else {
            list.add("sent", message.transferred.map { ByteCount.progress($0, of: message.size) })
            if message.direction == .sent { list.add("receipted", "not yet", .waiting) }
            return
        }
        list.add("receipted", Moment.text(receipt.issuedAt))
        let place = "entry \(receipt.leafIndex) of \(receipt.treeSize) in \(receipt.log)"
        if message.direction == .received {
            list.add("receipt", "signed by this node: \(place)")
        } else if receipt.verified {
            list.add("proof", "verified: \(place)", .good)
        } else {
            list.add("proof", "NOT verified: \(place)", .bad)
        }
    }

    private static func addAnswers(of message: Message, to list: inout FieldList) {
        for answer in message.acknowledgements {
            let note = answer.note.map { ": \($0)" } ?? ""
            list.add(
                answer.decision, "\(Moment.text(answer.at)) by \(answer.officer) (\(answer.by))\(note)",
                meaning(of: answer.decision))
        }
        if let refusal = message.refusal {
            list.add("refused", "\(Moment.text(refusal.at)) by \(message.recipient): \(refusal.code)", .bad)
        }
    }

    /// That there is no content any more, since when and why.
    private static func addErasure(of message: Message, to list: inout FieldList) {
        guard let erasure = message.erasure else { return }
        let decided = erasure.officer.map { "by \($0)" + (erasure.note.map { ": \($0)" } ?? "") }
        let why = decided ?? "by the rule \(erasure.rule ?? "-")"
        let end = erasure.state == .erasing ? "; its bytes are still in the write-ahead log" : ""
        list.add(
            erasure.state.rawValue,
            "\(Moment.text(erasure.at)) \(why) (entry \(erasure.leafIndex) of \(erasure.log))\(end)",
            .waiting)
    }

    private static func meaning(of decision: String) -> Style.Meaning? {
        switch decision {
        case DecisionChoice.accepted.rawValue: .good
        case DecisionChoice.denied.rawValue: .bad
        default: .waiting
        }
    }
}
