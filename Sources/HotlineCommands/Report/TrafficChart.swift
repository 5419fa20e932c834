import HotlineAudit
import HotlineProtocol

/// When how many messages passed: a row for each stream and side, a dot for each bucket, its area the number of messages.
enum TrafficChart {
    private static let rowHeight = 28.0
    private static let largestDot = 11.0

    static func markup(_ report: LineReport) -> Markup {
        let (rows, axis) = (report.traffic.rows, TimeAxis(period: report.period))
        let bottom = 10 + Double(max(1, rows.count)) * rowHeight
        var drawing = Drawing(height: bottom + 24, title: "Messages by stream and time")
        axis.draw(&drawing, from: 6, to: bottom)
        let most = rows.flatMap(\.buckets).max() ?? 1
        for (index, row) in rows.enumerated() {
            let middle = 10 + (Double(index) + 0.5) * rowHeight
            drawing.line(TimeAxis.left, middle, TimeAxis.right, middle, "grid")
            drawing.text(TimeAxis.left - 10, middle + 4, name(row, report), "end")
            draw(row, at: middle, most, axis, &drawing)
        }
        return drawing.markup
    }

    private static func draw(
        _ row: Traffic.Row, at middle: Double, _ most: UInt64, _ axis: TimeAxis, _ drawing: inout Drawing
    ) {
        for (bucket, count) in row.buckets.enumerated() where count > 0 {
            let span = axis.span(ofBucket: bucket)
            let radius = max(2, largestDot * (Double(count) / Double(max(most, 1))).squareRoot())
            let hint = "\(count) from \(axis.label(axis.period.start(ofBucket: bucket)))"
            drawing.dot(span.start + span.width / 2, middle, radius, row.isOwn ? "own" : "peer", hint)
        }
    }

    private static func name(_ row: Traffic.Row, _ report: LineReport) -> String {
        "\(row.stream.channel), \(row.stream.precedence) \(row.isOwn ? "→" : "←") \(row.total)"
    }
}
