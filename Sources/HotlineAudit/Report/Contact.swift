/// When the line is shown to have worked: the hours of a period in which something that the peer signed was committed here, a
/// message, a receipt, a checkpoint or a cosignature. A log holds no sessions, and nodes that are connected exchange checkpoints
/// every hour; so an hour without contact is one in which the line did not work, or a node did not run.
public struct Contact: Hashable, Sendable {
    /// When the hours begin that are looked at, UTC milliseconds: a whole hour, not before the period and not before the logs.
    public let start: Int64
    /// How many hours are looked at: until the period or the logs end.
    public var hours: Int { seen.count }
    /// How many of them had contact.
    public var hoursWithContact: Int { seen.count { $0 } }

    private let seen: [Bool]

    init(_ period: ReportPeriod, _ times: LineTimes) {
        let hour = ReportPeriod.hour
        let first = max(period.start, times.span.lowerBound) / hour
        let last = min(period.end - 1, times.span.upperBound) / hour
        start = first * hour
        seen = last < first ? [] : (first...last).map { times.hoursWithContact.contains($0) }
    }

    /// The longest run of hours without contact: when it begins, and how many hours; nil where there is none.
    public var longestGap: (start: Int64, hours: Int)? {
        var (longest, run) = ((at: 0, hours: 0), 0)
        for (index, isSeen) in seen.enumerated() {
            run = isSeen ? 0 : run + 1
            if run > longest.hours { longest = (index + 1 - run, run) }
        }
        return longest.hours == 0 ? nil : (start + Int64(longest.at) * ReportPeriod.hour, longest.hours)
    }

    /// For each bucket of a period the hours that are looked at and begin in it, and those with contact.
    public func buckets(_ period: ReportPeriod) -> [(hours: Int, withContact: Int)] {
        var buckets = Array(repeating: (hours: 0, withContact: 0), count: period.bucketCount)
        for (index, isSeen) in seen.enumerated() {
            let time = max(period.start, start + Int64(index) * ReportPeriod.hour)
            guard period.contains(time) else { continue }
            let bucket = period.bucket(of: time)
            buckets[bucket].hours += 1
            if isSeen { buckets[bucket].withContact += 1 }
        }
        return buckets
    }
}
