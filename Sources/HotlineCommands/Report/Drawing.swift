/// A picture as SVG inside the page: shapes in units of a drawing area of fixed width, coloured by the page's style sheet.
struct Drawing {
    /// The drawing area's width; the page scales it.
    static let width = 960.0
    let height: Double
    /// What the picture shows, for who does not see it.
    let title: String
    private var shapes: [Markup] = []

    init(height: Double, title: String) {
        (self.height, self.title) = (height, title)
    }

    /// The picture.
    var markup: Markup {
        Markup(
            element: "svg", ["viewBox": "0 0 \(Self.number(Self.width)) \(Self.number(height))", "role": "img"],
            [Markup(element: "title", [:], [Markup(title)])] + shapes)
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        shapes.append(
            Markup(
                element: "line",
                [
                    "x1": Self.number(x1), "y1": Self.number(y1), "x2": Self.number(x2), "y2": Self.number(y2),
                    "class": style,
                ]))
    }

    mutating func box(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, _ hint: String? = nil
    ) {
        shapes.append(
            Markup(
                element: "rect",
                [
                    "x": Self.number(x), "y": Self.number(y), "width": Self.number(max(0, width)),
                    "height": Self.number(max(0, height)), "class": style,
                ], Self.hint(hint)))
    }

    mutating func dot(_ x: Double, _ y: Double, _ radius: Double, _ style: String, _ hint: String? = nil) {
        shapes.append(
            Markup(
                element: "circle",
                ["cx": Self.number(x), "cy": Self.number(y), "r": Self.number(radius), "class": style], Self.hint(hint))
        )
    }

    /// - Parameter style: `start`, `middle` or `end` is where the point lies in the text.
    mutating func text(_ x: Double, _ y: Double, _ text: String, _ style: String = "start") {
        shapes.append(
            Markup(element: "text", ["x": Self.number(x), "y": Self.number(y), "class": style], [Markup(text)]))
    }

    private static func hint(_ text: String?) -> [Markup] {
        text.map { [Markup(element: "title", [:], [Markup($0)])] } ?? []
    }

    /// One place after the point, the same in every language.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let whole = "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10)"
        return tenths % 10 == 0 ? whole : "\(whole).\(tenths.magnitude % 10)"
    }
}
