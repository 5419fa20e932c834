/// One record of the log before it becomes a line. What it holds may come from anywhere; the line is safe.
struct LogRecord {
    /// RFC 3339 in UTC with milliseconds.
    let time: String
    /// The name of a level of swift-log.
    let level: String
    /// The part of the program that speaks.
    let logger: String
    /// What happened, the same words each time.
    let message: String
    /// What it happened to, in the order in which it is written.
    let fields: [(key: String, value: String)]

    /// The record as one line with its newline, at most ``LogLimits/recordBytes`` long.
    ///
    /// Fields that no longer fit are left out, and `truncated` says so.
    func line(_ format: LogFormat) -> [UInt8] {
        switch format {
        case .text: textLine()
        case .json: jsonLine()
        }
    }

    private func textLine() -> [UInt8] {
        let head = "\(time) \(level) \"\(SafeText.escape(message))\" logger=\(Self.textValue(logger))"
        let parts = fields.map { " \(Self.key($0.key))=\(Self.textValue($0.value))" }
        return Self.join(head, parts, cutOff: " truncated=true", end: "\n")
    }

    private func jsonLine() -> [UInt8] {
        let head = """
            {"time":"\(time)","level":"\(level)","message":"\(SafeText.escapeJSON(message))",\
            "logger":"\(SafeText.escapeJSON(logger))"
            """
        let parts = fields.map { ",\"\(Self.key($0.key))\":\"\(SafeText.escapeJSON($0.value))\"" }
        return Self.join(head, parts, cutOff: ",\"truncated\":\"true\"", end: "}\n")
    }

    private static func join(_ head: String, _ parts: [String], cutOff: String, end: String) -> [UInt8] {
        var line = Array(head.utf8)
        let room = LogLimits.recordBytes - cutOff.utf8.count - end.utf8.count
        for part in parts {
            guard line.count + part.utf8.count <= room else {
                line += cutOff.utf8
                break
            }
            line += part.utf8
        }
        return line + Array(end.utf8)
    }

    /// A field's name: what is not a letter, digit, `_`, `-` or `.` becomes `_`, and a name of the record's own gets one.
    private static func key(_ name: String) -> String {
        let allowed = name.unicodeScalars.map { scalar in
            let isPlain = scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            return isPlain || ["_", "-", "."].contains(scalar) ? Character(scalar) : "_"
        }
        let key = String(allowed.prefix(LogLimits.keyBytes))
        return key.isEmpty || ownKeys.contains(key) ? key + "_" : key
    }

    private static let ownKeys: Set = ["time", "level", "message", "logger", "truncated"]

    private static func textValue(_ value: String) -> String {
        let escaped = SafeText.escape(value)
        let isBare = !escaped.isEmpty && escaped.unicodeScalars.allSatisfy { ![" ", "=", "\"", "\\"].contains($0) }
        return isBare ? escaped : "\"\(escaped)\""
    }
}
