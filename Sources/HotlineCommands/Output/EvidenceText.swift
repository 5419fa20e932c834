import HotlineControl

/// Checkpoints and evidence as they are shown.
enum EvidenceText {
    /// A cosigned checkpoint.
    static func checkpoint(_ reply: CosignedCheckpointReply, _ style: Style) -> String {
        var list = FieldList()
        list.add("log", reply.log, .strong)
        list.add("size", "\(reply.size)")
        list.add("root", reply.root)
        list.add("cosigned by", "\(reply.peer), \(Moment.text(reply.cosignedAt)) by its clock", .good)
        return list.text(style) + "\n\n" + TerminalText.content(reply.note)
    }

    /// What is kept.
    static func list(_ evidence: EvidenceList, _ style: Style) -> String {
        if evidence.items.isEmpty { return style.isTable ? "nothing is kept against any peer" : "" }
        return Table(
            header: ["AT", "PEER", "OBJECTS", "FOUND"],
            rows: evidence.items.map { item in
                [
                    Table.Cell(Moment.text(item.at), .quiet), Table.Cell(item.peer, .strong),
                    Table.Cell("\(item.objects.count)"), Table.Cell(item.reason, .bad),
                ]
            }
        ).text(style)
    }

    /// What a check found.
    static func report(_ report: EvidenceReport, _ style: Style) -> String {
        var parts = report.items.map { item(of: $0, style) }
        if parts.isEmpty { parts = ["the file holds no evidence"] }
        return parts.joined(separator: "\n\n")
    }

    private static func item(of item: EvidenceReport.Item, _ style: Style) -> String {
        var lines = ["item \(item.number): \(item.peer), \(Moment.text(item.at))"]
        lines.append("  the node that kept it says: \(item.reason)")
        lines += item.objects.map { "  verified: \($0)" }
        let last = item.error.map { "  NOT VERIFIED: \($0)" } ?? "  \(item.verdict ?? "")"
        let shown = lines.map { TerminalText.escape($0) }
        return (shown + [style.paint(TerminalText.escape(last), item.error == nil ? .good : .bad)])
            .joined(separator: "\n")
    }
}
