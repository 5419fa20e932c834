import Foundation
import Logging
import Synchronization
import Testing

@testable import HotlineNode

/// Keeps the lines that a logger wrote.
private final class Lines: Sendable {
    private let bytes = Mutex<[[UInt8]]>([])

    var sink: LogSink { LogSink { [self] line in bytes.withLock { $0.append(line) } } }
    var all: [[UInt8]] { bytes.withLock { $0 } }
    var texts: [String] { all.map { String(decoding: $0, as: UTF8.self) } }
}

private func logger(_ lines: Lines, _ format: LogFormat, level: Logger.Level = .trace) -> Logger {
    Logger(label: "hotline.test") { label in
        LineLogHandler(label: label, format: format, level: LogLevel(level), sink: lines.sink)
    }
}

private let hostile = [
    "plain", "", "two words", "a\nb", "a\r\n2026-01-01T00:00:00.000Z info \"forged\"", "quote \" and \\ back",
    "nul \0 nul", "esc \u{1B}]0;title\u{07}", "c1 \u{9B}2J", "bidi \u{202E}gnp.exe", "isolate \u{2066}x\u{2069}",
    "zero\u{200B}width\u{FEFF}", "line\u{2028}separator\u{2029}", "tag \u{E0041}", "key=value", "Ключ 鍵 🔑",
    "unassigned \u{378}", "del \u{7F}", "nbsp \u{A0}",
]

@Suite("Log handler")
struct LineLogHandlerTests {
    @Test("a text record is time, level, message, fields in order")
    func textRecord() throws {
        let lines = Lines()
        var log = logger(lines, .text)
        log[metadataKey: "peer"] = "beta.example"
        log.notice("line connected", metadata: ["session": "3", "route": "127.0.0.1:7411"])
        let line = try #require(lines.texts.first)
        let rest = line.drop { $0 != " " }
        let fields = "logger=hotline.test peer=beta.example route=127.0.0.1:7411 session=3"
        #expect(rest == " notice \"line connected\" \(fields)\n")
        #expect(RFC3339.isDateTime(String(line.prefix { $0 != " " })))
    }

    @Test("a JSON record is one object with the same members")
    func jsonRecord() throws {
        let lines = Lines()
        logger(lines, .json).warning("clock skew", metadata: ["seconds": "\(12)", "peer": ["name": "beta.example"]])
        let object = try members(try #require(lines.all.first))
        #expect(object["level"] == "warning")
        #expect(object["message"] == "clock skew")
        #expect(object["logger"] == "hotline.test")
        #expect(object["seconds"] == "12")
        #expect(object["peer.name"] == "beta.example")
        #expect(object.count == 6)
    }

    @Test("a field of the event wins over the logger's")
    func precedence() throws {
        let lines = Lines()
        var log = logger(lines, .json)
        log[metadataKey: "peer"] = "old"
        log.info("x", metadata: ["peer": "new"])
        #expect(try members(try #require(lines.all.first))["peer"] == "new")
    }

    @Test("records below the level are not written")
    func level() {
        let lines = Lines()
        let log = logger(lines, .text, level: .warning)
        log.info("no")
        log.error("yes")
        #expect(lines.all.count == 1)
    }

    @Test("hostile text stays in one line of harmless characters", arguments: hostile, LogFormat.allCases)
    func oneLine(_ text: String, _ format: LogFormat) throws {
        let lines = Lines()
        logger(lines, format).info("\(text)", metadata: ["field": "\(text)", "\(text)": "value"])
        let line = try #require(lines.texts.first)
        #expect(lines.all.count == 1)
        #expect(line.hasSuffix("\n"))
        #expect(!line.dropLast().unicodeScalars.contains(where: SafeText.isUnsafe))
    }

    @Test("a JSON record gives back what was logged", arguments: hostile)
    func jsonParsesBack(_ text: String) throws {
        let lines = Lines()
        logger(lines, .json).info("\(text)", metadata: ["field": "\(text)"])
        let object = try members(try #require(lines.all.first))
        #expect(object["message"] == text)
        #expect(object["field"] == text)
    }

    @Test("a text field cannot forge another field", arguments: ["a b=c", "a\" b=c", "a\\\" b=c", "=", "\""])
    func noForgedField(_ text: String) throws {
        let lines = Lines()
        logger(lines, .text).info("x", metadata: ["field": "\(text)"])
        let line = try #require(lines.texts.first)
        let value = try #require(line.dropLast().split(separator: " field=").last)
        #expect(value == "\"\(SafeText.escape(text))\"")
    }

    @Test("a record is never longer than its limit and says when it was cut", arguments: LogFormat.allCases)
    func bounded(_ format: LogFormat) throws {
        let lines = Lines()
        let long = String(repeating: "\u{202E}", count: 5000)
        let fields = (0..<100).map { ("key-\($0)-" + long, Logger.MetadataValue.string(long)) }
        logger(lines, format).info("\(long)", metadata: Dictionary(uniqueKeysWithValues: fields))
        let line = try #require(lines.all.first)
        #expect(line.count <= LogLimits.recordBytes)
        #expect(String(decoding: line, as: UTF8.self).contains("truncated"))
        if format == .json { #expect(try members(line)["truncated"] == "true") }
    }

    @Test("a field named like one of the record's own does not replace it")
    func ownKeys() throws {
        let lines = Lines()
        logger(lines, .json).info("x", metadata: ["level": "critical", "time": "never", "": "empty"])
        let object = try members(try #require(lines.all.first))
        #expect(object["level"] == "info")
        #expect(object["level_"] == "critical")
        #expect(object["time_"] == "never")
        #expect(object["_"] == "empty")
    }

    private func members(_ line: [UInt8]) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: Data(line))
    }
}
