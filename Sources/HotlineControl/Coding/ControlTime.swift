/// Times of the local API: RFC 3339 in UTC with milliseconds, "2026-11-21T22:04:05.123Z", and nothing else.
public enum ControlTime {
    /// The text of a moment, in milliseconds since 1970-01-01T00:00:00Z; beyond the year 9999 the last moment of it.
    public static func text(milliseconds: UInt64) -> String {
        let bounded = Int(min(milliseconds, lastMillisecond))
        let (days, rest) = bounded.quotientAndRemainder(dividingBy: 86_400_000)
        let date = civilDate(days: days)
        let seconds = rest / 1000
        return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
            + padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2)
            + "." + padded(rest % 1000, 3) + "Z"
    }

    /// The moment of a text, in milliseconds since 1970; nil unless it is a date of 1970 to 9999 in exactly this form.
    public static func milliseconds(_ text: String) -> UInt64? {
        guard text.utf8.count == form.utf8.count else { return nil }
        var fields: [Int] = [0]
        for (byte, pattern) in zip(text.utf8, form.utf8) {
            if pattern == UInt8(ascii: "0") {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                fields[fields.count - 1] = fields[fields.count - 1] * 10 + Int(byte - UInt8(ascii: "0"))
            } else {
                guard byte == pattern else { return nil }
                fields.append(0)
            }
        }
        return moment(fields)
    }

    private static let form = "0000-00-00T00:00:00.000Z"
    private static let lastMillisecond: UInt64 = 253_402_300_799_999

    /// Year, month, day, hour, minute, second, millisecond.
    private static func moment(_ fields: [Int]) -> UInt64? {
        let (year, month, day) = (fields[0], fields[1], fields[2])
        guard (1970...9999).contains(year), (1...12).contains(month), day >= 1, fields[3] < 24, fields[4] < 60,
            fields[5] < 60
        else { return nil }
        let days = dayNumber(year: year, month: month, day: day)
        // The 31st of a shorter month would come back as another date.
        guard civilDate(days: days) == (year, month, day) else { return nil }
        let seconds = days * 86_400 + fields[3] * 3600 + fields[4] * 60 + fields[5]
        return UInt64(seconds * 1000 + fields[6])
    }

    /// Days since 1970-01-01 of a date in the Gregorian calendar, counted in years that begin in March so that the
    /// leap day is a year's last, in eras of 400 years (146,097 days).
    private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let (era, yearOfEra) = marchYear.quotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civilDate(days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
