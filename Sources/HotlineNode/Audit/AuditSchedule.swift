/// How often the node audits its own database: `24h`, `30m`, `7d`, or `never`.
struct AuditSchedule: Hashable, Sendable {
    /// Every day.
    static let standard = AuditSchedule(interval: .seconds(24 * 3600))

    /// The time from the end of one audit to the beginning of the next; nil for never.
    let interval: Duration?

    private init(interval: Duration?) {
        self.interval = interval
    }

    /// Reads the configuration's form; nil for any other, and for less than a second or more than 366 days.
    init?(_ text: String) {
        guard text != "never" else {
            self.init(interval: nil)
            return
        }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let digits = text.dropLast()
        guard let unit = text.last.flatMap({ units[$0] }), (1...6).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let count = Int64(digits), (1...366 * 86400).contains(count * unit)
        else { return nil }
        self.init(interval: .seconds(count * unit))
    }
}
