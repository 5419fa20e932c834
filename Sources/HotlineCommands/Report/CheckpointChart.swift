import HotlineAudit

/// The sizes of both logs as their checkpoints show them: steps that only rise; full where the other side cosigned.
enum CheckpointChart {
    private static let (top, bottom) = (12.0, 150.0)

    static func markup(_ report: LineReport) -> Markup {
        let (points, axis) = (report.checkpoints.points, TimeAxis(period: report.period))
        let most = Double(max(1, points.map(\.size).max() ?? 1))
        var drawing = Drawing(height: bottom + 24, title: "Checkpoints of both logs by time and size")
        axis.draw(&drawing, from: top, to: bottom)
        drawing.text(TimeAxis.left - 10, top + 4, "\(points.map(\.size).max() ?? 0) entries", "end")
        drawing.text(TimeAxis.left - 10, bottom, "0", "end")
        for side in [true, false] {
            var last: (log: String, x: Double, y: Double)?
            for point in points where point.isOwn == side {
                let (x, y) = (axis.place(point.storedAt), bottom - (bottom - top) * Double(point.size) / most)
                if let last, last.log == point.origin {
                    drawing.line(last.x, last.y, x, last.y, side ? "own-step" : "peer-step")
                    drawing.line(x, last.y, x, y, side ? "own-step" : "peer-step")
                }
                drawing.dot(x, y, 3.5, style(point), hint(point))
                last = (point.origin, x, y)
            }
        }
        return drawing.markup
    }

    private static func style(_ point: ReportedCheckpoints.Point) -> String {
        (point.isOwn ? "own" : "peer") + (point.isCosigned ? "" : " hollow")
    }

    private static func hint(_ point: ReportedCheckpoints.Point) -> String {
        "\(point.origin) at \(point.size), \(ReportText.time(point.storedAt)) UTC"
            + (point.isCosigned ? ", cosigned" : "")
    }
}
