import Foundation

/// Points in time as they are shown: always UTC.
enum Moment {
    /// The local API's `2026-11-21T22:04:05.123Z` as `2026-11-21 22:04:05.123 UTC`; anything else as it is.
    static func text(_ time: String) -> String {
        guard time.utf8.count >= 20, time.hasSuffix("Z"), time.dropFirst(10).first == "T" else { return time }
        return "\(time.prefix(10)) \(time.dropFirst(11).dropLast()) UTC"
    }

    /// A length of time in the command line's own spelling, as short as it is exact: `90s`, `30m`, `2h`, `1d`.
    static func span(seconds: Int) -> String {
        let units = [(24 * 3600, "d"), (3600, "h"), (60, "m")]
        for (length, letter) in units where seconds >= length && seconds % length == 0 {
            return "\(seconds / length)\(letter)"
        }
        return "\(seconds)s"
    }

    /// This machine's clock, in milliseconds since 1970; 0 before that.
    static func now() -> UInt64 {
        UInt64(max(0, Date().timeIntervalSince1970 * 1000))
    }
}
