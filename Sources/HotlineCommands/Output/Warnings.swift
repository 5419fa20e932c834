/// What the sender should know although the request was carried out: always on standard error.
enum Warnings {
    /// One line a warning.
    static func show(_ warnings: [String], _ console: Console) {
        for warning in warnings { console.note("hotline: warning: " + TerminalText.escape(warning)) }
    }
}
