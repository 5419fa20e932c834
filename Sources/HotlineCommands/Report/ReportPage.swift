import HotlineAudit
import HotlineCrypto

/// The report as one HTML page: no script, nothing that is loaded from elsewhere, and a policy that forbids both.
struct ReportPage {
    let report: LineReport
    let excerpts: Excerpts

    /// The whole file.
    var text: String {
        let title = "Line of \(report.owner.name) and \(report.peer.name)"
        let head = Markup(
            element: "head", [:],
            [
                Markup(element: "meta", ["charset": "utf-8"]),
                Markup(element: "meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy]),
                Markup(element: "meta", ["name": "viewport", "content": "width=device-width"]),
                Markup(element: "meta", ["name": "referrer", "content": "no-referrer"]),
                Markup(element: "title", [:], [Markup(title)]), Markup(style: ReportStyle.sheet),
            ])
        let body = Markup(element: "body", [:], [Markup(element: "main", [:], [heading(title)] + sections + [footer])])
        return "<!DOCTYPE html>\n" + Markup(element: "html", ["lang": "en"], [head, body]).source + "\n"
    }

    /// Only the page's own style sheet, by its digest.
    private static var policy: String {
        let digest = Base64.encode(Digest.sha256(Array("\(ReportStyle.sheet)".utf8)).bytes)
        return "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'"
    }

    private func heading(_ title: String) -> Markup {
        let period = report.period
        return Markup(
            element: "header", [:],
            [
                Markup(element: "h1", [:], [Markup(title)]),
                Self.paragraph("\(ReportText.time(period.start)) to \(ReportText.time(period.end)) UTC", "period"),
                Self.paragraph("Whole: \(ReportWords.audited(report))", "verdict"),
                Self.paragraph(ReportWords.basis(report)),
            ])
    }

    private var sections: [Markup] {
        [
            section(
                "Messages", ReportWords.traffic(report), [TrafficChart.markup(report), ReportTables.kinds(report)]),
            section(
                "Receipts", ReportWords.receipts(report),
                [DistributionChart.receipts(report).markup, ReportTables.receipts(report)]),
            section(
                "Acknowledgements", ReportWords.answers(report),
                [DistributionChart.answers(report).markup, ReportTables.answers(report)]),
            section("Availability", ReportWords.contact(report), [ContactChart.markup(report)]),
            section("Checkpoints", ReportWords.checkpoints(report), [CheckpointChart.markup(report)]),
            list("Notices and requests", report.notices, ReportWords.notices),
            list("Other messages", report.messages, ReportWords.messages),
        ]
    }

    private func section(_ title: String, _ words: String, _ parts: [Markup]) -> Markup {
        let figures = parts.prefix(1).map { Markup(element: "figure", [:], [$0]) }
        let rest = parts.dropFirst()
        return Markup(
            element: "section", [:],
            [Markup(element: "h2", [:], [Markup(title)]), Self.paragraph(words)] + figures + rest)
    }

    private func list(_ title: String, _ list: ReportedList, _ words: String) -> Markup {
        let count =
            list.total > UInt64(list.kept.count)
            ? "The first \(list.kept.count) of \(list.total); the CSV form has all. " : "\(list.total) in the period. "
        return Markup(
            element: "section", ["class": "list"],
            [
                Markup(element: "h2", [:], [Markup(title)]), Self.paragraph(count + words),
                MessageRows.table(list.kept, report, excerpts),
            ])
    }

    private var footer: Markup {
        let keys = [report.owner, report.peer].map { Self.paragraph($0.description, "key") }
        let logs = report.logs.map { Self.paragraph("\($0.origin), \($0.size) entries", "key") }
        return Markup(
            element: "footer", [:],
            [Self.paragraph(ReportWords.limits)] + [Self.paragraph("Verified with the keys")] + keys
                + [Self.paragraph("Logs")] + logs)
    }

    private static func paragraph(_ text: String, _ style: String? = nil) -> Markup {
        style.map { Markup(element: "p", ["class": $0], [Markup(text)]) } ?? Markup(element: "p", [:], [Markup(text)])
    }
}
