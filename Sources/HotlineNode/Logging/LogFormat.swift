/// How a log record is written; either way it is one line.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// Time, level, message, then `key=value`: `2026-11-21T22:04:05.123Z info "line connected" peer=beta.example`.
    case text

    /// One JSON object (RFC 8259) a line, all values strings.
    case json
}
