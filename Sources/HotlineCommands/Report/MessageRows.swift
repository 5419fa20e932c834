import HotlineAudit
import HotlineCrypto
import HotlineProtocol

/// Messages as rows of the page.
enum MessageRows {
    static func table(_ messages: [ReportedMessage], _ report: LineReport, _ excerpts: Excerpts) -> Markup {
        guard !messages.isEmpty else { return Markup(element: "p", [:], [Markup("None.")]) }
        let head = ["committed (UTC)", "from", "channel", "message", "receipt", "answer"].map {
            Markup(element: "th", [:], [Markup($0)])
        }
        let rows = messages.map { row($0, report, excerpts) }
        return Markup(
            element: "table", [:],
            [Markup(element: "thead", [:], [Markup(element: "tr", [:], head)]), Markup(element: "tbody", [:], rows)])
    }

    private static func row(_ message: ReportedMessage, _ report: LineReport, _ excerpts: Excerpts) -> Markup {
        let statement = message.statement
        return Markup(
            element: "tr", [:],
            [
                Markup(element: "td", ["class": "time"], [Markup(ReportText.time(message.storedAt))]),
                Markup(element: "td", ["class": "name"], [Markup(statement.sender.text)]),
                Markup(element: "td", [:], [Markup("\(statement.stream.channel), \(statement.stream.precedence)")]),
                Markup(element: "td", [:], identity(message) + excerpt(excerpts.message(message))),
                Markup(element: "td", [:], [Markup(receipt(message))]),
                Markup(element: "td", [:], [answer(message, report)] + excerpt(excerpts.noteText(message))),
            ])
    }

    private static func identity(_ message: ReportedMessage) -> [Markup] {
        let statement = message.statement
        var words = [statement.kind.text, statement.tlp?.rawValue, message.isErased ? "erased" : nil].compactMap(\.self)
        if let asked = statement.inReplyTo { words.append("answers \(asked)") }
        return [
            Markup(words.joined(separator: ", ")), Markup(element: "br"),
            Markup(element: "span", ["class": "id"], [Markup(statement.messageID.description)]),
        ]
    }

    private static func receipt(_ message: ReportedMessage) -> String {
        guard message.isOwn else { return "given" }
        return message.receiptedAfter.map { "after " + ReportText.length($0) } ?? "none"
    }

    private static func answer(_ message: ReportedMessage, _ report: LineReport) -> Markup {
        guard let answer = message.answer, let wait = message.answeredAfter else { return without(message, report) }
        let who = answer.officer.map { " by \($0)" } ?? ""
        let what = answer.decision?.rawValue ?? answer.refusal.map { "refused: \($0)" } ?? "answered"
        let text = "\(what)\(who) after \(ReportText.length(wait))" + of(message)
        let isLate = message.dueAt.map { $0 < answer.firstAt } ?? false
        return isLate ? bad(text + ", late") : Markup(text)
    }

    private static func without(_ message: ReportedMessage, _ report: LineReport) -> Markup {
        guard let due = message.dueAt else { return Markup("-") }
        return due <= report.span.upperBound ? bad("none" + of(message)) : Markup("open" + of(message))
    }

    private static func of(_ message: ReportedMessage) -> String {
        message.statement.acknowledgeBy.map { " of \(Moment.span(seconds: Int($0)))" } ?? ""
    }

    private static func bad(_ text: String) -> Markup { Markup(element: "span", ["class": "bad"], [Markup(text)]) }

    private static func excerpt(_ text: String?) -> [Markup] {
        text.map { [Markup(element: "div", ["class": "excerpt"], [Markup($0)])] } ?? []
    }
}
