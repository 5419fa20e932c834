import HotlineAudit
import HotlineCrypto
import HotlineProtocol

/// The report's small tables of figures.
enum ReportTables {
    static func kinds(_ report: LineReport) -> Markup {
        table(
            ["kind", report.owner.name.text, report.peer.name.text],
            report.traffic.kinds.map { [$0.name.text, "\($0.own)", "\($0.peers)"] })
    }

    static func receipts(_ report: LineReport) -> Markup {
        table(
            ["precedence", "receipts", "half within", "95 % within", "99 % within", "longest"],
            Precedence.allCases.reversed().map { precedence in
                let times = report.receipts[Int(precedence.rawValue)]
                return ["\(precedence)", "\(times.count)"] + spread(times)
            })
    }

    static func answers(_ report: LineReport) -> Markup {
        let sides = [(report.owner, report.askedByOwner), (report.peer, report.askedByPeer)]
        return table(
            [
                "asked by", "requests", "in time", "late", "no answer", "still open", "half within", "95 % within",
                "99 % within", "longest",
            ],
            sides.map { party, asked in
                let counts = [asked.asked, asked.inTime, asked.late, asked.missed, asked.open]
                return [party.name.text] + counts.map { "\($0)" } + spread(asked.waits)
            })
    }

    private static func spread(_ times: Durations) -> [String] {
        [50, 95, 99].map { ReportText.length(times.percentile($0)) } + [ReportText.length(times.longest)]
    }

    /// The first column is text, the others are numbers.
    private static func table(_ header: [String], _ rows: [[String]]) -> Markup {
        let head = Markup(element: "tr", [:], header.enumerated().map { cell("th", $0, $1) })
        let body = rows.map { row in Markup(element: "tr", [:], row.enumerated().map { cell("td", $0, $1) }) }
        return Markup(
            element: "table", [:], [Markup(element: "thead", [:], [head]), Markup(element: "tbody", [:], body)])
    }

    private static func cell(_ name: StaticString, _ column: Int, _ text: String) -> Markup {
        column == 0
            ? Markup(element: name, [:], [Markup(text)]) : Markup(element: name, ["class": "number"], [Markup(text)])
    }
}
