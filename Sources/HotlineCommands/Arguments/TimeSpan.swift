import ArgumentParser

/// A length of time on the command line: a whole number and one of `s`, `m`, `h`, `d`.
struct TimeSpan: Hashable, Sendable, ExpressibleByArgument {
    /// The longest that is taken: a year, as the protocol's own limit for an acknowledgement.
    static let maximumSeconds = 366 * 24 * 3600

    /// Seconds, from 1.
    let seconds: Int

    init?(argument: String) {
        guard let unit = argument.last.flatMap(Self.unit), let number = Self.number(argument.dropLast()) else {
            return nil
        }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow, (1...Self.maximumSeconds).contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// The span as a duration.
    var duration: Duration { .seconds(seconds) }

    private static func unit(_ letter: Character) -> Int? {
        switch letter {
        case "s": 1
        case "m": 60
        case "h": 3600
        case "d": 24 * 3600
        default: nil
        }
    }

    /// Digits only: no sign, no space.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}
