import HotlineAudit

/// In which part of the hours of each bucket the peer was heard. What the logs say nothing of stays empty.
enum ContactChart {
    private static let (top, bottom) = (8.0, 88.0)

    static func markup(_ report: LineReport) -> Markup {
        let axis = TimeAxis(period: report.period)
        var drawing = Drawing(height: bottom + 24, title: "Hours in which the peer was heard")
        axis.draw(&drawing, from: top, to: bottom)
        drawing.text(TimeAxis.left - 10, top + 8, "all hours", "end")
        drawing.text(TimeAxis.left - 10, bottom, "none", "end")
        for (index, bucket) in report.contact.buckets(report.period).enumerated() where bucket.hours > 0 {
            let span = axis.span(ofBucket: index)
            // Hours are what is known: where a bucket is shorter, the hour that begins in it reaches beyond it.
            let hours = axis.width(of: ReportPeriod.hour * Int64(bucket.hours))
            let width = max(1, min(max(span.width, hours), TimeAxis.right - span.start) - 0.5)
            let height = (bottom - top) * Double(bucket.withContact) / Double(bucket.hours)
            let hint =
                "\(bucket.withContact) of \(bucket.hours) hours from \(axis.label(report.period.start(ofBucket: index)))"
            drawing.box(span.start, top, width, bottom - top - height, "gap", hint)
            drawing.box(span.start, bottom - height, width, height, "contact", hint)
        }
        return drawing.markup
    }
}
