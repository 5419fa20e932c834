/// The span of time that a report is about: from its start on, before its end; UTC milliseconds. For its pictures it is divided
/// into buckets of one length.
public struct ReportPeriod: Hashable, Sendable {
    /// Its first millisecond.
    public let start: Int64
    /// The first millisecond after it.
    public let end: Int64
    /// The length of a bucket in milliseconds.
    public let step: Int64

    /// A span; nil where it ends before it begins or is longer than `ReportLimits.periodDays`.
    public init?(from start: Int64, to end: Int64) {
        let (length, isBeyond) = end.subtractingReportingOverflow(start)
        guard !isBeyond, start >= 0, (1...Int64(ReportLimits.periodDays) * Self.day).contains(length) else {
            return nil
        }
        (self.start, self.end) = (start, end)
        step = Self.steps.first { Self.count(length, $0) <= ReportLimits.buckets } ?? Self.longestStep
    }

    /// How many buckets it has.
    public var bucketCount: Int { Self.count(end - start, step) }

    /// Whether a time is in it.
    public func contains(_ time: Int64) -> Bool { (start..<end).contains(time) }

    /// The bucket of a time that is in it.
    public func bucket(of time: Int64) -> Int { Int((time - start) / step) }

    /// When a bucket begins.
    public func start(ofBucket index: Int) -> Int64 { start + Int64(index) * step }

    private static func count(_ length: Int64, _ step: Int64) -> Int { Int((length + step - 1) / step) }

    /// An hour.
    public static let hour: Int64 = 3_600_000
    /// A day.
    public static let day = 24 * hour
    private static let longestStep = 90 * day
    private static let steps = [
        hour / 60, hour / 12, hour / 4, hour, 3 * hour, 6 * hour, day, 7 * day, 30 * day, longestStep,
    ]
}
