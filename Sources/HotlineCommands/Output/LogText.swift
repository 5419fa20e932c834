import HotlineControl

/// A line's log as `log` shows it, oldest first.
enum LogText {
    /// The head, then one row an entry.
    static func text(_ page: LogPage, _ style: Style) -> String {
        let table = Table(header: ["INDEX", "AT", "TYPE", "WHAT", "LEAF HASH"], rows: page.entries.map(row)).text(style)
        guard style.isTable else { return table }
        var list = FieldList()
        list.add("log", page.log, .strong)
        list.add("size", "\(page.size)")
        list.add("root", page.root)
        let more = page.next.map { ["", style.paint("more: --from \($0)", .quiet)] } ?? []
        return ([list.text(style), "", table] + more).joined(separator: "\n")
    }

    private static func row(_ entry: LogEntry) -> [Table.Cell] {
        [
            Table.Cell("\(entry.index)"), Table.Cell(entry.at.map(Moment.text) ?? "-"),
            Table.Cell(entry.type.rawValue), Table.Cell(what(entry)), Table.Cell(entry.leafHash),
        ]
    }

    private static func what(_ entry: LogEntry) -> String {
        if let message = entry.message {
            let stream = "\(message.channel)/\(message.precedence)"
            return "\(message.direction.rawValue) \(stream) \(message.kind) \(message.id)"
        }
        if let erasure = entry.erasure {
            let leaves = erasure.leaves.map(String.init).joined(separator: " ")
            let log = erasure.log.map { " of \($0)" } ?? ""
            return "content of \(leaves)\(log) "
                + (erasure.officer.map { "by \($0)" } ?? "by rule \(erasure.rule ?? "-")")
        }
        if let head = entry.head { return "\(head.log) at \(head.treeSize)" }
        return "-"
    }
}
