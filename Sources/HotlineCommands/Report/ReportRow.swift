import HotlineAudit
import HotlineCrypto
import HotlineProtocol

/// One message of the report's lists as JSON.
struct ReportRow: Encodable {
    let committedAt, from, channel, precedence, kind, messageID: String
    let tlp, inReplyTo, receiptedAt, answeredAt, decision, officer, refusal, text, note: String?
    let receiptAfter, answeredAfter: Int64?
    let acknowledgeBy: UInt32?
    let erased: Bool

    enum CodingKeys: String, CodingKey {
        case from, channel, precedence, kind, tlp, decision, officer, refusal, text, note, erased
        case committedAt = "committed_at"
        case messageID = "message_id"
        case inReplyTo = "in_reply_to"
        case receiptedAt = "receipted_at"
        case receiptAfter = "receipt_after_ms"
        case acknowledgeBy = "acknowledge_by_s"
        case answeredAt = "answered_at"
        case answeredAfter = "answered_after_ms"
    }

    init(_ message: ReportedMessage, _ excerpts: Excerpts) {
        let (statement, answer) = (message.statement, message.answer)
        (committedAt, from) = (ReportText.exact(message.storedAt), statement.sender.text)
        (channel, precedence) = (statement.stream.channel.text, "\(statement.stream.precedence)")
        (kind, messageID) = (statement.kind.text, statement.messageID.description)
        (tlp, inReplyTo) = (statement.tlp?.rawValue, statement.inReplyTo?.description)
        (receiptedAt, receiptAfter) = (message.receiptedAt.map(ReportText.exact), message.receiptedAfter)
        (acknowledgeBy, erased) = (statement.acknowledgeBy, message.isErased)
        (answeredAt, answeredAfter) = (answer.map { ReportText.exact($0.firstAt) }, message.answeredAfter)
        (decision, officer, refusal) = (answer?.decision?.rawValue, answer?.officer, answer?.refusal)
        (text, note) = (excerpts.message(message), excerpts.noteText(message))
    }
}
