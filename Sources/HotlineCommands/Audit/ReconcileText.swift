import HotlineAudit

/// The verdict of a comparison in one line.
enum ReconcileSentence {
    static func text(_ names: [String], _ result: ReconciliationResult) -> String {
        let total = result.both[0] + result.both[1]
        let contradictions = ReconciliationFinding.Kind.allCases.filter(\.isContradiction).compactMap { kind in
            result.counts[kind].map { words(kind, $0) }
        }
        if !contradictions.isEmpty {
            return "The logs of \(names[0]) and \(names[1]) contradict each other: "
                + contradictions.joined(separator: "; ") + "."
        }
        let waiting = result.counts[.onTheWay, default: 0]
        let rest =
            waiting == 0
            ? "" : " \(messages(waiting)) without a receipt \(waiting == 1 ? "is" : "are") in one log alone."
        if result.isShortened {
            let sides = Set(result.findings.filter { $0.kind == .shortened }.map { names[$0.side.rawValue] }).sorted()
            return "Less is shown of the log of \(sides.joined(separator: " and of ")) than was signed; "
                + "\(messages(total)) stand in both logs alike.\(rest)"
        }
        return "Both logs are whole and agree: \(messages(total)) stand in both, in the same order.\(rest)"
    }

    private static func messages(_ count: UInt64) -> String { count == 1 ? "1 message" : "\(count) messages" }

    private static func words(_ kind: ReconciliationFinding.Kind, _ count: UInt64) -> String {
        let many = messages(count)
        return switch kind {
        case .receiptedMissing: "\(many) of which the recipient signed a receipt, missing from its log"
        case .signedMissing: "\(many) that the recipient has with the sender's signature, missing from the sender's log"
        case .equivocation: "\(many) signed twice differently for one place"
        case .order: "\(many) in another order"
        case .otherPlace: "\(many) at another place than the recipient's receipt says"
        case .forgedReceipt: "\(many) with a receipt that the recipient did not sign"
        case .fork: "\(count) signed heads that are not of the log shown"
        case .shortened, .onTheWay: many
        }
    }
}

/// A comparison as a person reads it. Every text of the logs passes `TerminalText` in `FieldList` and `Table`.
enum ReconcileText {
    static func text(_ report: ReconcileReport, _ style: Style) -> String {
        var list = FieldList()
        list.add("verdict", report.sentence, meaning(report.verdict))
        for side in report.sides {
            list.add("side", "\(side.node), \(side.place)")
            list.add("said", "\(side.inBoth) in both logs, \(side.inOne) in one alone")
        }
        if !report.sides.isEmpty {
            list.add("receipts", "\(report.receipts) compared with the place in the other log")
            list.add("decisions", decisions(report))
            list.add("clocks", clocks(report))
        }
        let parts = [list.text(style), findings(report, style), times(report, style), scope(report)]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func meaning(_ verdict: ReconcileReport.Word) -> Style.Meaning {
        switch verdict {
        case .agree: .good
        case .contradicted, .broken: .bad
        case .shortened, .unchecked: .waiting
        }
    }

    private static func decisions(_ report: ReconcileReport) -> String {
        let counted = report.decisions.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return counted.isEmpty ? "none" : counted.joined(separator: ", ")
    }

    private static func clocks(_ report: ReconcileReport) -> String {
        if report.clocksUnsteady { return "no one difference explains the times: a clock was set meanwhile" }
        guard let least = report.aheadAtLeast, let most = report.aheadAtMost, let second = report.sides.last else {
            return "nothing passed from which they could be compared"
        }
        let early = report.early == 0 ? "" : "; \(report.early) received before they were signed"
        return "that of \(second.node) is ahead by \(seconds(least)) to \(seconds(most)) s\(early)"
    }

    private static func findings(_ report: ReconcileReport, _ style: Style) -> String {
        guard !report.findings.isEmpty else { return "" }
        let rows = report.findings.map { finding in
            [
                Table.Cell(finding.kind, finding.kind == "on-the-way" ? .waiting : .bad), Table.Cell(finding.side),
                Table.Cell(finding.messageID ?? "-"), Table.Cell(finding.sender ?? "-"),
                Table.Cell(finding.stream ?? "-"), Table.Cell(kind(finding)),
                Table.Cell(finding.signedAt.map(Moment.text) ?? "-"),
                Table.Cell(finding.receivedAt.map(Moment.text) ?? "-"), Table.Cell(finding.what),
            ]
        }
        return Table(
            header: ["FOUND", "AT", "MESSAGE", "FROM", "STREAM", "KIND", "SIGNED", "RECEIPT OF", "WHAT"], rows: rows
        ).text(style)
    }

    private static func kind(_ finding: ReconcileReport.Finding) -> String {
        let decision = finding.decision.map { " \($0) by \(finding.officer ?? "-")" } ?? ""
        return (finding.messageKind ?? "-") + decision
    }

    private static func times(_ report: ReconcileReport, _ style: Style) -> String {
        guard !report.clocks.isEmpty else { return "" }
        let rows = report.clocks.map { spread in
            [
                Table.Cell(spread.from), Table.Cell(spread.what), Table.Cell("\(spread.count)"),
                Table.Cell(seconds(spread.smallest)), Table.Cell(seconds(spread.mean)),
                Table.Cell(seconds(spread.largest)),
            ]
        }
        return Table(header: ["SAID BY", "SECONDS FROM", "COUNT", "SHORTEST", "MEAN", "LONGEST"], rows: rows).text(
            style)
    }

    /// Milliseconds as seconds with three places.
    private static func seconds(_ milliseconds: Int64) -> String {
        let (sign, size) = (milliseconds < 0 ? "-" : "", milliseconds.magnitude)
        let rest = String(size % 1000)
        return "\(sign)\(size / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    private static func scope(_ report: ReconcileReport) -> String {
        switch report.verdict {
        case .agree:
            """
            This shows that each side has what the other signed and receipted. It does not show what neither side shows: a \
            message without a receipt may be left out by both.
            """
        case .contradicted, .shortened, .broken, .unchecked: ""
        }
    }
}
