/// What an audit found, as a person reads it. Every text of the database passes `TerminalText` in `FieldList`.
enum VerifyText {
    static func text(_ report: VerifyReport, _ style: Style) -> String {
        var list = FieldList()
        list.add("verdict", words(report.verdict), meaning(report.verdict))
        list.add("database", report.database)
        for key in report.keys { list.add("trusted", "\(key.keyLine) (\(key.from))") }
        list.add("reason", report.reason, .waiting)
        var parts = [list.text(style)]
        if let first = report.first { parts.append(finding(first, "first", style)) }
        parts += report.logs.filter { !$0.log.isEmpty }.map { log($0, style) }
        if report.verdict == .whole { parts.append(scope) }
        return parts.joined(separator: "\n\n")
    }

    private static func words(_ verdict: VerifyReport.Word) -> String {
        switch verdict {
        case .whole: "whole: every entry, signature, receipt and body that is there was verified"
        case .broken: "broken"
        case .unchecked: "could not be checked"
        }
    }

    private static func meaning(_ verdict: VerifyReport.Word) -> Style.Meaning {
        switch verdict {
        case .whole: .good
        case .broken: .bad
        case .unchecked: .waiting
        }
    }

    private static func finding(_ finding: VerifyReport.Finding, _ name: String, _ style: Style) -> String {
        var list = FieldList()
        list.add("\(name) wrong", finding.what, .bad)
        list.add("place", "\(finding.log), \(finding.place)")
        list.add("means", finding.meaning)
        return list.text(style)
    }

    private static func log(_ log: VerifyReport.Log, _ style: Style) -> String {
        let counts = log.counts
        var list = FieldList()
        list.add("log", log.log, .strong)
        list.add("verdict", log.verdict.rawValue, meaning(log.verdict))
        list.add("verified", "\(counts.leaves) entries under \(counts.heads) heads")
        list.add("own", "\(counts.ownStatements) statements, \(counts.receipts) of them with the peer's receipt")
        list.add("peer's", "\(counts.peerStatements) statements, \(counts.peerHeads) heads")
        list.add("checkpoints", "\(counts.checkpoints), \(counts.cosignatures) cosignatures")
        list.add("bodies", "\(counts.bodies) match their digest, \(counts.erased) erased, \(counts.lost) lost")
        for note in log.notes { list.add("note", note, .waiting) }
        if log.findings.count > 1 { list.add("findings", "\(log.findings.count); all of them with --json", .bad) }
        list.add("reason", log.reason, .waiting)
        return list.text(style)
    }

    /// What a whole log does not show.
    private static let scope = """
        This shows that nothing in these logs was changed, removed or added by anybody without the keys. It does not show that \
        nothing was cut off at the end: the peer holds signed heads of this log, and the next session shows it.
        """
}
