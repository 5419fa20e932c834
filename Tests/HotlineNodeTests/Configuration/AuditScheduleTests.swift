import Testing

@testable import HotlineNode

@Suite("Audit schedule")
struct AuditScheduleTests {
    @Test(
        "a time in one unit is taken",
        arguments: [("1s", 1), ("30m", 1800), ("24h", 86400), ("7d", 604_800), ("366d", 31_622_400)] as [(String, Int)])
    func times(text: String, seconds: Int) {
        #expect(AuditSchedule(text)?.interval == .seconds(seconds))
    }

    @Test("never is a schedule without an audit")
    func never() throws {
        let schedule = try #require(AuditSchedule("never"))
        #expect(schedule.interval == nil)
    }

    @Test(
        "anything else is refused",
        arguments: ["", "h", "0h", "-1h", "1.5h", "24", "24 h", "1w", "367d", "9999999s", "Never", "24h ", "\u{661}h"])
    func refused(text: String) {
        #expect(AuditSchedule(text) == nil)
    }
}
