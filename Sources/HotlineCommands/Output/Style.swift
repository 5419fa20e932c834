/// How results are laid out.
struct Style: Hashable, Sendable {
    /// Tables with a header and aligned columns; else one record a line, its fields apart by tabs.
    let isTable: Bool
    /// With the terminal's colours.
    let isColoured: Bool

    /// For files, pipes and tests.
    static let plain = Style(isTable: false, isColoured: false)

    /// What a colour says. Words always say it too.
    enum Meaning: String, Sendable {
        case good = "32"
        case waiting = "33"
        case bad = "31"
        case strong = "1"
        case quiet = "2"
    }

    /// The text in the colour of that meaning.
    func paint(_ text: String, _ meaning: Meaning?) -> String {
        guard isColoured, let meaning else { return text }
        return "\u{1B}[\(meaning.rawValue)m\(text)\u{1B}[0m"
    }
}
