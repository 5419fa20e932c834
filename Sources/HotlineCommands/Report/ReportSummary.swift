import HotlineAudit
import HotlineCrypto

/// A report in a few lines of a terminal. Every text passes `TerminalText` in `FieldList`.
enum ReportSummary {
    static func text(_ report: LineReport, _ files: [String], _ style: Style) -> String {
        let (traffic, contact) = (report.traffic, report.contact)
        var list = FieldList()
        list.add("line", "\(report.owner.name) and \(report.peer.name)", .strong)
        list.add("period", "\(ReportText.time(report.period.start)) to \(ReportText.time(report.period.end)) UTC")
        list.add("verdict", "whole: \(ReportWords.audited(report))", .good)
        list.add("messages", "\(traffic.total(isOwn: true)) sent, \(traffic.total(isOwn: false)) received")
        list.add("receipts", receipts(report))
        list.add("asked", requests(report.askedByOwner), meaning(report.askedByOwner))
        list.add("was asked", requests(report.askedByPeer), meaning(report.askedByPeer))
        list.add(
            "contact",
            "\(contact.hoursWithContact) of \(contact.hours) hours "
                + "(\(ReportText.percent(contact.hoursWithContact, of: contact.hours)))")
        list.add("checkpoints", "\(report.checkpoints.own), \(report.checkpoints.cosigned) of them cosigned")
        for file in files { list.add("written", file) }
        return list.text(style)
    }

    private static func receipts(_ report: LineReport) -> String {
        let count = report.receipts.reduce(0) { $0 + $1.count }
        let longest = report.receipts.compactMap(\.longest).max()
        return "\(count), the longest after \(ReportText.length(longest)); \(report.withoutReceipt) without"
    }

    private static func requests(_ requests: Deadlines) -> String {
        "\(requests.asked) to acknowledge: \(requests.inTime) in time, \(requests.late) late, \(requests.missed) without an "
            + "answer, \(requests.open) open"
    }

    private static func meaning(_ requests: Deadlines) -> Style.Meaning? {
        requests.late + requests.missed > 0 ? .bad : nil
    }
}
