import HotlineAudit
import HotlineCrypto

/// The report's sentences.
enum ReportWords {
    static func audited(_ report: LineReport) -> String {
        let counts = report.audited
        return
            "\(counts.leaves) entries, \(counts.ownStatements + counts.peerStatements) statements, \(counts.receipts) "
            + "receipts, \(counts.checkpoints) checkpoints and \(counts.bodies) bodies were verified before this was written."
    }

    static func basis(_ report: LineReport) -> String {
        "From the log of \(report.owner.name), which says something from \(ReportText.time(report.span.lowerBound)) to "
            + "\(ReportText.time(report.span.upperBound)) UTC. Who said what, in which order, and every decision is signed; "
            + "times of day are those of this node's clock."
    }

    static func traffic(_ report: LineReport) -> String {
        let traffic = report.traffic
        let refused = traffic.refused == 0 ? "" : " \(traffic.refused) more were refused by this node."
        let unlisted = traffic.unlisted == 0 ? "" : " \(traffic.unlisted) more are of further streams or kinds."
        return
            "\(traffic.total(isOwn: true)) messages from \(report.owner.name) (blue, →) and \(traffic.total(isOwn: false)) "
            + "from \(report.peer.name) (orange, ←), acknowledgements among them. A dot stands for "
            + "\(TimeAxis(period: report.period).stepText); its area is the number of messages." + refused + unlisted
    }

    static func receipts(_ report: LineReport) -> String {
        let count = report.receipts.reduce(0) { $0 + $1.count }
        return "\(count) messages of \(report.owner.name) have the signed receipt of \(report.peer.name); "
            + "\(report.withoutReceipt) have none. Counted from the commit of the message to that of the receipt."
    }

    static func answers(_ report: LineReport) -> String {
        let missed = report.askedByOwner.missed + report.askedByPeer.missed
        return "What share of its time to acknowledge each request took until its first answer: blue those of "
            + "\(report.owner.name), orange those of \(report.peer.name). Each counts from the commit at this node. "
            + (missed == 0 ? "None was left without an answer." : "\(missed) were left without an answer.")
    }

    static func contact(_ report: LineReport) -> String {
        let contact = report.contact
        let gap = contact.longestGap.map {
            " The longest time without: \($0.hours) h from \(ReportText.time($0.start)) UTC."
        }
        return "In \(contact.hoursWithContact) of \(contact.hours) hours "
            + "(\(ReportText.percent(contact.hoursWithContact, of: contact.hours))) something that \(report.peer.name) signed "
            + "came in: a message, a receipt, a checkpoint or a cosignature. Connected nodes exchange checkpoints every hour, so "
            + "an hour without is one in which the line or a node was down. Of hours before and after the logs nothing is said."
            + (gap ?? "")
    }

    static func checkpoints(_ report: LineReport) -> String {
        let checkpoints = report.checkpoints
        let last = checkpoints.lastCosigned.map {
            " The last cosigned one: \($0.origin) at \($0.size) entries, root \(Hex.encode($0.root)), "
                + "\(ReportText.time($0.storedAt)) UTC."
        }
        return "\(checkpoints.own) checkpoints of this log (blue), \(checkpoints.cosigned) of them cosigned by "
            + "\(report.peer.name), and \(checkpoints.peers) of the log of \(report.peer.name) (orange). Each is of the history "
            + "verified here; a full dot is cosigned." + (last ?? "")
    }

    static let notices = "Incident notices, and whatever asked for an acknowledgement."
    static let messages = "What else officers wrote; line tests and service messages are counted above and not listed."
    static let limits = """
        What this does not show: that a clock was right, that a person read a message, sessions of the line by themselves, \
        and that nothing was cut off at the end of the log; the export of the other side shows that \
        (hotline audit reconcile).
        """
}
