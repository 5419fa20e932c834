import HotlineAudit

/// Bars of how many fall between bounds, one series of bars beside the other.
struct DistributionChart {
    struct Series {
        let style: String
        let counts: [UInt64]
    }

    let title: String
    /// One more than there are bounds.
    let labels: [String]
    let series: [Series]
    /// Bars from this one on stand for what came too late.
    var lateFrom: Int?

    private static let (top, bottom) = (24.0, 150.0)

    var markup: Markup {
        var drawing = Drawing(height: Self.bottom + 26, title: title)
        let most = max(1, series.flatMap(\.counts).max() ?? 1)
        let room = (Drawing.width - 28) / Double(labels.count)
        for (index, label) in labels.enumerated() {
            let left = 14 + Double(index) * room
            for (place, one) in series.enumerated() {
                bar(one, index, left: left + 4 + Double(place) * width(room), width(room), most, &drawing)
            }
            drawing.text(left + room / 2, Self.bottom + 16, label, "middle")
        }
        drawing.line(14, Self.bottom, Drawing.width - 14, Self.bottom, "axis")
        if let lateFrom {
            let x = 14 + Double(lateFrom) * room
            drawing.line(x, 6, x, Self.bottom, "deadline")
            drawing.text(x + 5, 14, "after the deadline")
        }
        return drawing.markup
    }

    private func width(_ room: Double) -> Double { (room - 8) / Double(series.count) }

    private func bar(
        _ one: Series, _ index: Int, left: Double, _ width: Double, _ most: UInt64, _ drawing: inout Drawing
    ) {
        let count = one.counts[index]
        guard count > 0 else { return }
        let height = max(1.5, (Self.bottom - Self.top) * Double(count) / Double(most))
        drawing.box(left, Self.bottom - height, width - 2, height, one.style)
        drawing.text(left + (width - 2) / 2, Self.bottom - height - 4, "\(count)", "middle")
    }
}

extension DistributionChart {
    /// Bounds for receipts, in milliseconds.
    static let receiptBounds: [Int64] = [
        10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 60_000, 600_000, 3_600_000, 86_400_000,
    ]

    static func receipts(_ report: LineReport) -> DistributionChart {
        let counts = report.receipts.map { $0.histogram(receiptBounds) }
        let sums = (0...receiptBounds.count).map { index in counts.reduce(0) { $0 + $1[index] } }
        return DistributionChart(
            title: "Time from the commit of a message to that of its receipt",
            labels: receiptBounds.map { "≤ " + ReportText.length($0) } + ["longer"],
            series: [Series(style: "own", counts: sums)])
    }

    static func answers(_ report: LineReport) -> DistributionChart {
        DistributionChart(
            title: "Share of the time to acknowledge that was used",
            labels: Deadlines.bounds.map { "≤ \($0) %" } + ["longer"],
            series: [
                Series(style: "own", counts: report.askedByOwner.shares.histogram(Deadlines.bounds)),
                Series(style: "peer", counts: report.askedByPeer.shares.histogram(Deadlines.bounds)),
            ], lateFrom: Deadlines.bounds.firstIndex(of: 100).map { $0 + 1 })
    }
}
