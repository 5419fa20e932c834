import HotlineAudit
import HotlineCrypto
import HotlineProtocol

/// The report as JSON. Times are those of the local API; lengths of time are milliseconds.
struct ReportDocument: Encodable {
    struct Count: Encodable {
        let channel, precedence, sender: String
        let messages: UInt64
    }

    struct Kind: Encodable {
        let kind: String
        let sent, received: UInt64
    }

    struct Times: Encodable {
        let count: Int
        let median, percentile95, percentile99, longest: Int64?

        enum CodingKeys: String, CodingKey {
            case count
            case median = "median_ms"
            case percentile95 = "percentile_95_ms"
            case percentile99 = "percentile_99_ms"
            case longest = "longest_ms"
        }

        init(_ times: Durations) {
            (count, longest) = (times.count, times.longest)
            (median, percentile95, percentile99) = (times.percentile(50), times.percentile(95), times.percentile(99))
        }
    }

    struct Receipts: Encodable {
        let precedence: String
        let times: Times
    }

    struct Requests: Encodable {
        let by: String
        let asked, inTime, late, unanswered, open: UInt64
        let times: Times

        enum CodingKeys: String, CodingKey {
            case by, asked, late, unanswered, open, times
            case inTime = "in_time"
        }

        init(_ by: KeyLine, _ requests: Deadlines) {
            (self.by, asked, inTime) = (by.name.text, requests.asked, requests.inTime)
            (late, unanswered, open) = (requests.late, requests.missed, requests.open)
            times = Times(requests.waits)
        }
    }

    struct Availability: Encodable {
        let hours, hoursWithContact: Int
        let longestGapFrom: String?
        let longestGapHours: Int

        enum CodingKeys: String, CodingKey {
            case hours
            case hoursWithContact = "hours_with_contact"
            case longestGapFrom = "longest_gap_from"
            case longestGapHours = "longest_gap_hours"
        }

        init(_ contact: Contact) {
            let gap = contact.longestGap
            (hours, hoursWithContact) = (contact.hours, contact.hoursWithContact)
            (longestGapFrom, longestGapHours) = (gap.map { ReportText.exact($0.start) }, gap?.hours ?? 0)
        }
    }

    struct Checkpoints: Encodable {
        let own, cosigned, peers: UInt64
        let lastCosigned: Point?

        enum CodingKeys: String, CodingKey {
            case own, cosigned, peers
            case lastCosigned = "last_cosigned"
        }

        init(_ checkpoints: ReportedCheckpoints) {
            (own, cosigned, peers) = (checkpoints.own, checkpoints.cosigned, checkpoints.peers)
            lastCosigned = checkpoints.lastCosigned.map {
                Point(
                    origin: $0.origin, size: $0.size, root: Hex.encode($0.root), storedAt: ReportText.exact($0.storedAt)
                )
            }
        }
    }

    struct Point: Encodable {
        let origin: String
        let size: UInt64
        let root, storedAt: String

        enum CodingKeys: String, CodingKey {
            case origin, size, root
            case storedAt = "stored_at"
        }
    }

    struct List: Encodable {
        let total: UInt64
        let messages: [ReportRow]

        init(_ list: ReportedList, _ excerpts: Excerpts) {
            (total, messages) = (list.total, list.kept.map { ReportRow($0, excerpts) })
        }
    }

    let verdict = "whole"
    let owner, peer, from, to, logsFrom, logsTo: String
    let logs: [LogLength]
    let messages: [Count]
    let kinds: [Kind]
    let refused, withoutReceipt: UInt64
    let receipts: [Receipts]
    let requests: [Requests]
    let availability: Availability
    let checkpoints: Checkpoints
    let notices, others: List

    enum CodingKeys: String, CodingKey {
        case verdict, owner, peer, from, to, logs, messages, kinds, refused, receipts, requests, availability,
            checkpoints
        case notices, others
        case logsFrom = "logs_from"
        case logsTo = "logs_to"
        case withoutReceipt = "without_receipt"
    }

    init(_ report: LineReport, _ excerpts: Excerpts) {
        (owner, peer) = (report.owner.description, report.peer.description)
        (from, to) = (ReportText.exact(report.period.start), ReportText.exact(report.period.end))
        (logsFrom, logsTo) = (ReportText.exact(report.span.lowerBound), ReportText.exact(report.span.upperBound))
        logs = report.logs.map { LogLength(log: $0.origin, entries: $0.size) }
        messages = report.traffic.rows.map { row in
            Count(
                channel: row.stream.channel.text, precedence: "\(row.stream.precedence)",
                sender: (row.isOwn ? report.owner : report.peer).name.text, messages: row.total)
        }
        kinds = report.traffic.kinds.map { Kind(kind: $0.name.text, sent: $0.own, received: $0.peers) }
        (refused, withoutReceipt) = (report.traffic.refused, report.withoutReceipt)
        receipts = Precedence.allCases.reversed().map {
            Receipts(precedence: "\($0)", times: Times(report.receipts[Int($0.rawValue)]))
        }
        requests = [Requests(report.owner, report.askedByOwner), Requests(report.peer, report.askedByPeer)]
        (availability, checkpoints) = (Availability(report.contact), Checkpoints(report.checkpoints))
        (notices, others) = (List(report.notices, excerpts), List(report.messages, excerpts))
    }
}
