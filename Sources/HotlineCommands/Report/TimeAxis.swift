import HotlineAudit
import HotlineControl

/// Where the times of a period lie in a picture.
struct TimeAxis {
    /// The left end: what stands before it are the rows' names.
    static let left = 190.0
    /// The right end.
    static let right = Drawing.width - 14

    let period: ReportPeriod

    /// The place of a time.
    func place(_ time: Int64) -> Double {
        let share = Double(time - period.start) / Double(period.end - period.start)
        return Self.left + min(max(share, 0), 1) * (Self.right - Self.left)
    }

    /// From where to where a bucket goes.
    func span(ofBucket index: Int) -> (start: Double, width: Double) {
        let start = place(period.start(ofBucket: index))
        return (start, place(min(period.end, period.start(ofBucket: index + 1))) - start)
    }

    /// How wide a length of time is.
    func width(of length: Int64) -> Double {
        (Self.right - Self.left) * Double(length) / Double(period.end - period.start)
    }

    /// Draws the axis with its times below a height.
    func draw(_ drawing: inout Drawing, from top: Double, to bottom: Double) {
        let every = max(1, (period.bucketCount + 5) / 6)
        for bucket in stride(from: 0, to: period.bucketCount, by: every) {
            let x = place(period.start(ofBucket: bucket))
            drawing.line(x, top, x, bottom, "grid")
            drawing.text(x, bottom + 15, label(period.start(ofBucket: bucket)))
        }
        drawing.line(Self.left, bottom, Self.right, bottom, "axis")
    }

    /// A date, and where buckets are shorter than a day the time with it.
    func label(_ time: Int64) -> String {
        let text = ReportText.time(time)
        return period.step >= ReportPeriod.day ? String(text.prefix(10)) : String(text.dropFirst(5).prefix(11))
    }

    /// The length of a bucket in words.
    var stepText: String { ReportText.length(period.step) }
}

/// Times and lengths of time as the report's readers read them.
enum ReportText {
    /// UTC milliseconds as `2026-11-21 22:04:05`.
    static func time(_ milliseconds: Int64) -> String {
        let text = ControlTime.text(milliseconds: UInt64(clamping: milliseconds))
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }

    /// The exact form of the local API.
    static func exact(_ milliseconds: Int64) -> String {
        ControlTime.text(milliseconds: UInt64(clamping: milliseconds))
    }

    static func exact(seconds: UInt64) -> String {
        ControlTime.text(milliseconds: min(seconds, .max / 1000) * 1000)
    }

    /// `340 ms`, `2.5 s`, `12 min`, `3.5 h`, `2 d`.
    static func length(_ milliseconds: Int64) -> String {
        let units: [(size: Int64, name: String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s")]
        guard let unit = units.first(where: { milliseconds >= $0.size }) else { return "\(milliseconds) ms" }
        return "\(Drawing.number(Double(milliseconds) / Double(unit.size))) \(unit.name)"
    }

    static func length(_ milliseconds: Int64?) -> String { milliseconds.map { length($0) } ?? "-" }

    /// A share in percent; `-` of nothing.
    static func percent(_ part: Int, of all: Int) -> String {
        all == 0 ? "-" : "\(Drawing.number(Double(part) * 100 / Double(all))) %"
    }
}
