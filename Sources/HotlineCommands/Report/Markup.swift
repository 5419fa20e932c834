/// HTML and SVG made from values. Text and attributes of whatever origin pass through `escaped` here and nowhere else.
struct Markup: ExpressibleByStringInterpolation {
    /// What is written.
    let source: String

    /// Text; nothing in it is markup.
    init(_ text: String) { source = Self.escaped(text) }

    init(stringLiteral value: String) { self.init(value) }

    /// Parts one after another.
    init(_ parts: [Markup]) { source = parts.map(\.source).joined() }

    /// An element. Names are this program's own.
    init(element name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ children: [Markup] = [])
    {
        let written = attributes.map { " \($0)=\"\(Self.escaped($1))\"" }.joined()
        source =
            Self.empty.contains("\(name)")
            ? "<\(name)\(written)>" : "<\(name)\(written)>\(Markup(children).source)</\(name)>"
    }

    /// A style sheet, which is this program's own.
    init(style: StaticString) { source = "<style>\(style)</style>" }

    /// What may not stand on a terminal shows as `\u{…}` on a page too; the five characters of markup as references.
    private static func escaped(_ text: String) -> String {
        var output = ""
        for character in TerminalText.escape(text).unicodeScalars {
            switch character {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default: output.unicodeScalars.append(character)
            }
        }
        return output
    }

    /// Elements without an end tag.
    private static let empty: Set<String> = ["br", "meta"]
}
