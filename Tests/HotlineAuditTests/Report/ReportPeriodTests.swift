import Testing

@testable import HotlineAudit

@Suite("Periods of reports")
struct ReportPeriodTests {
    private static let day = ReportPeriod.day
    private static let start: Int64 = 1_790_000_000_000 / day * day

    @Test(
        "a period is divided into at most 120 buckets of one usual length",
        arguments: [
            (1, 96, 15), (2, 48, 60), (14, 112, 180), (30, 120, 360), (31, 31, 1440), (120, 120, 1440),
            (121, 18, 7 * 1440),
            (365, 53, 7 * 1440), (3660, 41, 90 * 1440),
        ] as [(Int64, Int, Int64)])
    func buckets(days: Int64, count: Int, minutes: Int64) throws {
        let period = try #require(ReportPeriod(from: Self.start, to: Self.start + days * Self.day))
        #expect(period.bucketCount == count && period.step == minutes * 60_000)
        #expect(period.bucket(of: period.start) == 0)
        #expect(period.bucket(of: period.end - 1) == period.bucketCount - 1)
        #expect(period.start(ofBucket: period.bucketCount - 1) < period.end)
        #expect(period.start(ofBucket: period.bucketCount) >= period.end)
    }

    @Test("what is no span, or longer than ten years, is refused; hostile numbers too")
    func refused() {
        let start = Self.start
        for (from, to) in [
            (start, start), (start, start - 1), (-1, start), (.min, .max), (0, .max), (.max, .min),
            (start, start + (Int64(ReportLimits.periodDays) * Self.day) + 1),
        ] as [(Int64, Int64)] { #expect(ReportPeriod(from: from, to: to) == nil, "\(from) to \(to)") }
        #expect(ReportPeriod(from: start, to: start + 1)?.bucketCount == 1)
    }
}

@Suite("Distributions")
struct DurationsTests {
    private static func made(_ values: [Int64]) -> Durations {
        var durations = Durations()
        for value in values { durations.take(value) }
        durations.finish()
        return durations
    }

    @Test("percentiles are the nearest rank, and of nothing there are none")
    func percentiles() {
        let hundred = Self.made((1...100).reversed().map { Int64($0) })
        #expect([1, 50, 95, 99, 100].map { hundred.percentile($0) } == [1, 50, 95, 99, 100])
        let three = Self.made([30, 10, 20])
        #expect([1, 33, 34, 50, 67, 100].map { three.percentile($0) } == [10, 10, 20, 20, 30, 30])
        #expect(Self.made([]).percentile(50) == nil && Self.made([]).longest == nil)
        #expect(three.percentile(0) == 10 && three.percentile(1000) == 30)
    }

    @Test("a value at a bound belongs below it, one above all bounds to the last")
    func histogram() {
        #expect(Self.made([0, 10, 11, 20, 21, .max]).histogram([10, 20]) == [2, 2, 2])
        #expect(Self.made([]).histogram([10]) == [0, 0])
    }
}
