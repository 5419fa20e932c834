/// Dates and times of RFC 3339 section 5.6.
enum RFC3339 {
    /// Whether `text` is a `date-time`: a date that exists, a time with an optional fraction, and an offset.
    static func isDateTime(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard let year = number(&rest, 4), take(&rest, "-"), let month = number(&rest, 2), take(&rest, "-"),
            let day = number(&rest, 2), take(&rest, "Tt"), isTime(&rest), isOffset(&rest), rest.isEmpty
        else { return false }
        return (1...12).contains(month) && (1...days(year, month)).contains(day)
    }

    private static func isTime(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let hour = number(&rest, 2), take(&rest, ":"), let minute = number(&rest, 2), take(&rest, ":"),
            let second = number(&rest, 2)
        else { return false }
        if take(&rest, ".") {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return false }
            rest = rest.dropFirst(digits.count)
        }
        return hour <= 23 && minute <= 59 && second <= 60
    }

    private static func isOffset(_ rest: inout ArraySlice<UInt8>) -> Bool {
        if take(&rest, "Zz") { return true }
        guard take(&rest, "+-"), let hour = number(&rest, 2), take(&rest, ":"), let minute = number(&rest, 2)
        else { return false }
        return hour <= 23 && minute <= 59
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, _ digits: Int) -> Int? {
        let taken = rest.prefix(digits)
        guard taken.count == digits, taken.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        return taken.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, _ anyOf: String) -> Bool {
        guard let first = rest.first, anyOf.utf8.contains(first) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func days(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}
