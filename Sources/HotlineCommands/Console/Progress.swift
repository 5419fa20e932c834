/// What a long wait is about, on a terminal only: each change once.
struct Progress {
    let console: Console
    private var last = ""
    private var added = ""
    /// Characters of the line that is being written over; 0 where the last line has its end.
    private var width = 0

    init(console: Console) {
        self.console = console
    }

    /// What is waited for; said again only when it changes.
    mutating func say(_ text: String) {
        guard text != last else { return }
        (last, added) = (text, "")
        show(text)
    }

    /// What disturbs the wait; said again only after what is waited for has changed.
    mutating func add(_ text: String) {
        guard text != added else { return }
        added = text
        show(text)
    }

    /// How far it is; it stands in the place of what was said before in this way.
    mutating func move(to text: String) {
        guard text != last, console.errorIsTerminal else { return }
        last = text
        let shown = TerminalText.escape(text)
        console.complain("\r" + shown + String(repeating: " ", count: max(0, width - shown.count)))
        width = shown.count
    }

    /// What comes next begins on a line of its own.
    mutating func end() {
        if width > 0 { console.complain("\n") }
        width = 0
    }

    private mutating func show(_ text: String) {
        end()
        if console.errorIsTerminal { console.note(TerminalText.escape(text)) }
    }
}
