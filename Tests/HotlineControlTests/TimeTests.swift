import HotlineControl
import Testing

/// Times of the API.
@Suite struct TimeTests {
    /// Seconds since 1970 by GNU date (`date -u -d … +%s`), with milliseconds added.
    static let table: [(UInt64, String)] = [
        (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_800_000, "2000-03-01T00:00:00.000Z"), (1_078_012_800_000, "2004-02-29T00:00:00.000Z"),
        (1_795_298_645_123, "2026-11-21T22:04:05.123Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ]

    @Test("a moment and its text give each other", arguments: table)
    func both(milliseconds: UInt64, text: String) {
        #expect(ControlTime.text(milliseconds: milliseconds) == text)
        #expect(ControlTime.milliseconds(text) == milliseconds)
    }

    @Test("every day of four centuries comes back")
    func everyDay() {
        for day in UInt64(0)..<146_097 {
            let moment = day * 86_400_000 + day
            #expect(ControlTime.milliseconds(ControlTime.text(milliseconds: moment)) == moment)
        }
    }

    @Test("a moment beyond the year 9999 is shown as its last")
    func bounded() {
        #expect(ControlTime.text(milliseconds: .max) == "9999-12-31T23:59:59.999Z")
    }

    @Test(
        "anything but RFC 3339 UTC with milliseconds is refused",
        arguments: [
            "", "2026-11-21", "2026-11-21T22:04:05Z", "2026-11-21T22:04:05.1234Z", "2026-11-21T22:04:05.123+00:00",
            "2026-11-21 22:04:05.123Z", "2026-11-21T22:04:05.123z", "2026-02-29T00:00:00.000Z",
            "2100-02-29T00:00:00.000Z", "2026-04-31T00:00:00.000Z", "2026-13-01T00:00:00.000Z",
            "2026-00-01T00:00:00.000Z", "2026-01-00T00:00:00.000Z", "2026-01-01T24:00:00.000Z",
            "2026-01-01T00:60:00.000Z", "2026-01-01T00:00:60.000Z", "1969-12-31T23:59:59.999Z",
            "+026-01-01T00:00:00.000Z", "２026-01-01T00:00:00.0Z",
        ])
    func refused(text: String) {
        #expect(ControlTime.milliseconds(text) == nil)
    }
}
