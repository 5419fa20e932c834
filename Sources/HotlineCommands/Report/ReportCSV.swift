import HotlineAudit
import HotlineCrypto
import HotlineProtocol

/// The messages of a report as CSV (RFC 4180): a header, then a record for each, every field in quotes.
enum ReportCSV {
    static let header = record([
        "committed_at", "direction", "from", "to", "channel", "precedence", "kind", "message_id", "tlp", "in_reply_to",
        "signed_at", "body_bytes", "body_erased", "refused_here", "receipted_at", "receipt_after_ms",
        "acknowledge_by_s",
        "answered_at", "answered_after_ms", "decision", "officer", "refusal", "leaf",
    ])

    static func record(_ message: ReportedMessage) -> String {
        let (statement, answer) = (message.statement, message.answer)
        return record([
            ReportText.exact(message.storedAt), message.isOwn ? "sent" : "received", statement.sender.text,
            statement.recipient.text, statement.stream.channel.text, "\(statement.stream.precedence)",
            statement.kind.text, "\(statement.messageID)", statement.tlp?.rawValue, statement.inReplyTo?.description,
            ReportText.exact(seconds: statement.issuedAt),
            "\(statement.body.size)", message.isErased ? "yes" : "no", message.refusal,
            message.receiptedAt.map(ReportText.exact), message.receiptedAfter.map { "\($0)" },
            statement.acknowledgeBy.map { "\($0)" }, answer.map { ReportText.exact($0.firstAt) },
            message.answeredAfter.map { "\($0)" }, answer?.decision?.rawValue, answer?.officer, answer?.refusal,
            "\(message.leaf)",
        ])
    }

    private static func record(_ fields: [String?]) -> String {
        fields.map { quoted($0 ?? "") }.joined(separator: ",") + "\r\n"
    }

    /// A field that a spreadsheet would take for a formula gets an apostrophe before it, as spreadsheets themselves write text.
    private static func quoted(_ field: String) -> String {
        let text = TerminalText.escape(field)
        let isFormula = text.first.map { "=+-@".contains($0) } ?? false
        let escaped = text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        return "\"\(isFormula ? "'" : "")\(escaped)\""
    }
}
