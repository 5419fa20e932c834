import HotlineControl

/// A message of the log in one line: when, which way, where, how urgent, what, who decided what, which, and how far it came.
enum LogLine {
    /// The fields, apart by tabs; on a terminal one under the other as far as they go.
    static func text(_ message: Message, _ style: Style) -> String {
        let cells = [
            Table.Cell(Moment.text(message.storedAt), .quiet), Table.Cell(message.direction.rawValue),
            Table.Cell(message.channel), Table.Cell(message.precedence), Table.Cell(message.kind),
            Table.Cell(message.id, .strong), MessageText.state(of: message), Table.Cell(decision(on: message)),
        ]
        guard style.isTable else { return cells.map(\.text).joined(separator: "\t") }
        return zip(cells, widths).map { cell, width in
            style.paint(cell.text, cell.meaning) + String(repeating: " ", count: max(0, width - cell.text.count))
        }.joined(separator: "  ")
    }

    private static let widths = [27, 8, 9, 9, 15, 36, 12, 0]

    /// What an officer or a node decided: in this message, or on it.
    private static func decision(on message: Message) -> String {
        let answered = message.inReplyTo.map { " on \($0)" } ?? ""
        if let details = message.details {
            if let decision = details.decision {
                return decision + (details.officer.map { " by \($0)" } ?? "") + answered
            }
            if let code = details.code { return code + answered }
        }
        if let refusal = message.refusal { return "refused: \(refusal.code)" }
        if let last = message.acknowledgements.last { return "\(last.decision) by \(last.officer)" }
        return message.inReplyTo.map { "answers \($0)" } ?? "-"
    }
}
