/// What a long wait is about, on a terminal only: each change once.
struct Progress {
    let console: Console
    private var last = ""
    private var added = ""

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

    private func show(_ text: String) {
        if console.errorIsTerminal { console.note(TerminalText.escape(text)) }
    }
}
