import HotlineControl

/// Messages as `inbox` and `outbox` list them, newest first.
enum MessageTable {
    /// The page; what is not there is said in words on a terminal only.
    static func text(_ page: MessageList, _ style: Style, command: String) -> String {
        if page.messages.isEmpty { return style.isTable ? "no messages" : "" }
        let table = Table(
            header: ["STORED", "PEER", "CHANNEL", "PRECEDENCE", "KIND", "TLP", "STATE", "ID"],
            rows: page.messages.map(row))
        guard style.isTable, let next = page.next else { return table.text(style) }
        return table.text(style) + "\n" + style.paint("older: \(command) --before \(TerminalText.escape(next))", .quiet)
    }

    private static func row(_ message: Message) -> [Table.Cell] {
        [
            Table.Cell(Moment.text(message.storedAt)), Table.Cell(message.peer), Table.Cell(message.channel),
            Table.Cell(message.precedence, isUrgent(message) ? .strong : nil), Table.Cell(message.kind),
            Table.Cell(message.tlp), MessageText.state(of: message), Table.Cell(message.id),
        ]
    }

    private static func isUrgent(_ message: Message) -> Bool {
        [PrecedenceChoice.immediate, .flash].map(\.rawValue).contains(message.precedence)
    }
}
