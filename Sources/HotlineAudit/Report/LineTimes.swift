internal import HotlineProtocol

/// The times in a line's logs: from when to when they say something, and in which hours the peer was heard.
struct LineTimes {
    /// From the first head to the last thing that was stored.
    private(set) var span: ClosedRange<Int64>
    /// Hours since 1970, of those of the period and one on either side of it.
    private(set) var hoursWithContact: Set<Int64> = []
    private(set) var checkpoints = ReportedCheckpoints()

    private let period: ReportPeriod

    /// Reads the heads and the checkpoints; the rows are given to it one after another.
    init(_ source: any AuditSource, _ logs: [AuditLog], _ period: ReportPeriod) throws {
        self.period = period
        guard let log = logs.first, let first = try source.heads(of: log, above: 0, limit: 1).first else {
            throw Obstacle("the logs have no heads")
        }
        span = Self.milliseconds(first)...Self.milliseconds(first)
        for log in logs {
            try takeHeads(of: log, in: source)
            try takeCheckpoints(of: log, in: source)
        }
        checkpoints.finish()
    }

    /// Takes what the index says of a statement.
    mutating func take(_ row: AuditRow) {
        stretch(to: row.receiptStoredAt ?? row.storedAt)
        if let heard = row.isOwn ? row.receiptStoredAt : row.storedAt { hear(at: heard) }
    }

    private mutating func takeHeads(of log: AuditLog, in source: any AuditSource) throws {
        var size: UInt64 = 0
        while true {
            let page = try source.heads(of: log, above: size, limit: ReportLimits.pageLeaves)
            guard let last = page.last else { return }
            guard last.size > size else { throw Obstacle("the heads of \(log.origin) are out of order") }
            for head in page { stretch(to: Self.milliseconds(head)) }
            size = last.size
        }
    }

    private mutating func takeCheckpoints(of log: AuditLog, in source: any AuditSource) throws {
        var last: AuditCheckpoint?
        repeat {
            let page = try source.checkpoints(of: log, after: last, limit: ReportLimits.pageLeaves)
            for checkpoint in page {
                let isOwn = checkpoint.origin == log.origin
                checkpoints.take(checkpoint, isOwn: isOwn, period)
                if let heard = isOwn ? checkpoint.cosignedAt : checkpoint.storedAt {
                    stretch(to: heard)
                    hear(at: heard)
                }
            }
            last = page.last
        } while last != nil
    }

    private mutating func stretch(to time: Int64) {
        guard time >= 0 else { return }
        span = min(span.lowerBound, time)...max(span.upperBound, time)
    }

    private mutating func hear(at time: Int64) {
        let hour = ReportPeriod.hour
        guard time >= period.start - period.start % hour, time <= period.end else { return }
        hoursWithContact.insert(time / hour)
    }

    private static func milliseconds(_ head: AuditHead) -> Int64 {
        Int64(clamping: min(head.issuedAt, UInt64(Int64.max) / 1000)) * 1000
    }
}
