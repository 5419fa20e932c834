internal import HotlineProtocol

/// The answers in a line's logs, by the message that they answer.
struct Answers {
    private var kept: [Asked: ReportedAnswer] = [:]

    /// Takes an acknowledgement or a refusal; passes over anything else, and over what an owner's node itself refused.
    mutating func take(_ found: FoundStatement) {
        guard [.acknowledgement, .refusal].contains(found.statement.kind), !found.isRepeated,
            found.row.refusalCode == nil, let id = found.statement.inReplyTo
        else { return }
        let asked = Asked(isOwn: !found.row.isOwn, id: id)
        if kept[asked]?.take(found) == nil { kept[asked] = ReportedAnswer(found) }
    }

    func answer(to found: FoundStatement) -> ReportedAnswer? {
        kept[Asked(isOwn: found.row.isOwn, id: found.statement.messageID)]
    }
}
