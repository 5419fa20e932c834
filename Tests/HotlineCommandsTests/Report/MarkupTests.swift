import Testing

@testable import HotlineCommands

@Suite("Pages of reports")
struct MarkupTests {
    @Test(
        "text is never markup, in an element or in an attribute",
        arguments: [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onload=\"x", "&quot; onload=&quot;x"), ("' or '", "&#39; or &#39;"), ("&amp;", "&amp;amp;"),
            ("a\u{202E}b\u{0}\n", "a\\u{202E}b\\u{0}\\n"), ("]]><!--", "]]&gt;&lt;!--"), ("", ""), ("ж界", "ж界"),
        ])
    func escaping(text: String, written: String) {
        #expect(
            Markup(element: "p", ["title": text], [Markup(text)]).source == "<p title=\"\(written)\">\(written)</p>")
        #expect(Markup(text).source == written)
    }

    @Test("elements without content have no end tag, all others have one")
    func elements() {
        #expect(Markup(element: "br").source == "<br>")
        #expect(Markup(element: "td").source == "<td></td>")
        #expect(Markup([Markup("a"), Markup(element: "b", [:], ["c"])]).source == "a<b>c</b>")
    }

    @Test("numbers of a picture have at most one place, and no sign before zero")
    func numbers() {
        #expect([0, -0.04, 0.05, 1.25, -1.26, 960].map(Drawing.number) == ["0", "0", "0.1", "1.3", "-1.3", "960"])
    }

    @Test("lengths of time are as a reader says them")
    func lengths() {
        let lengths: [Int64] = [0, 999, 1000, 2540, 90_000, 5_400_000, 216_000_000]
        #expect(
            lengths.map { ReportText.length($0) } == ["0 ms", "999 ms", "1 s", "2.5 s", "1.5 min", "1.5 h", "2.5 d"])
        #expect(ReportText.length(nil) == "-")
        #expect(ReportText.percent(0, of: 0) == "-" && ReportText.percent(2, of: 3) == "66.7 %")
    }
}
