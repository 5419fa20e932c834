import Foundation
import Logging
import Testing

@testable import HotlineNode

/// A configuration file of that text, for the length of `body`.
private func withFile<Result>(
    _ text: String, _ body: (String) async throws -> Result
) async throws -> Result {
    let path = NSTemporaryDirectory() + "config-\(UUID().uuidString).yaml"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

/// A file, or an environment, and what the error must say after the path.
private struct Refused: CustomTestStringConvertible, Sendable {
    let yaml: String
    var environment: [String: String] = [:]
    let says: String

    var testDescription: String { says }
}

@Suite("Node configuration")
struct NodeConfigurationTests {
    @Test("no file and no environment give the defaults")
    func defaults() async throws {
        let missing = NSTemporaryDirectory() + UUID().uuidString
        let configuration = try await NodeConfiguration.load(path: missing, environment: [:])
        #expect(configuration.listenHost == "0.0.0.0")
        #expect(configuration.listenPort == 7411)
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == .text)
        #expect(configuration.passphraseFile == nil)
        #expect(configuration.auditSchedule.interval == .seconds(86400))
    }

    @Test("a file that sets nothing gives the defaults", arguments: ["", "# a comment\n", "---\n", "log:\n", "~\n"])
    func emptyFile(_ text: String) async throws {
        let configuration = try await withFile(text) { try await NodeConfiguration.load(path: $0, environment: [:]) }
        #expect(configuration.listenPort == 7411)
        #expect(configuration.logLevel == .info)
    }

    @Test("every key of the file is taken")
    func wholeFile() async throws {
        let text = """
            # Line to beta
            listen: "[::1]:7500"
            log:
              level: debug
              format: json
            identity:
              passphrase-file: /run/credentials/hotlined/hotline-passphrase
            audit:
              interval: 30m
            retention: "*/test=30, csirt/notice=3650"
            """
        let configuration = try await withFile(text) { try await NodeConfiguration.load(path: $0, environment: [:]) }
        #expect(configuration.listenHost == "::1")
        #expect(configuration.listenPort == 7500)
        #expect(configuration.logLevel == .debug)
        #expect(configuration.logFormat == .json)
        #expect(configuration.passphraseFile == "/run/credentials/hotlined/hotline-passphrase")
        #expect(configuration.auditSchedule.interval == .seconds(1800))
        #expect(configuration.retention == RetentionRules("*/test=30,csirt/notice=3650"))
    }

    @Test("an environment variable wins over the file, and others are ignored")
    func environment() async throws {
        let environment = [
            "HOTLINE_LISTEN": "127.0.0.1:0", "HOTLINE_LOG_LEVEL": "critical", "HOTLINE_LOG_FORMAT": "json",
            "HOTLINE_IDENTITY_PASSPHRASE_FILE": "/a/b", "LISTEN": "nonsense", "HOTLINE_HOME": "/elsewhere",
        ]
        let configuration = try await withFile("listen: 10.0.0.1:1\nlog: {level: trace}\n") {
            try await NodeConfiguration.load(path: $0, environment: environment)
        }
        #expect(configuration.listenHost == "127.0.0.1")
        #expect(configuration.listenPort == 0)
        #expect(configuration.logLevel == .critical)
        #expect(configuration.logFormat == .json)
        #expect(configuration.passphraseFile == "/a/b")
    }

    @Test("what is wrong is named with file, line, key and what was expected", arguments: refusedFiles)
    private func refusedFile(_ row: Refused) async throws {
        try await withFile(row.yaml) { path in
            let error = await #expect(throws: ConfigurationError.self) {
                try await NodeConfiguration.load(path: path, environment: row.environment)
            }
            #expect(error?.description.replacingOccurrences(of: path, with: "FILE") == row.says)
        }
    }

    @Test("a file that is too long, no text, or a directory is refused")
    func unreadable() async throws {
        let long = String(repeating: "#", count: ConfigurationFile.maximumBytes + 1)
        try await withFile(long) { path in
            let error = await #expect(throws: ConfigurationError.self) {
                try await NodeConfiguration.load(path: path, environment: [:])
            }
            #expect(error?.problem == "is too long")
            try Data([0x6C, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: path))
            let text = await #expect(throws: ConfigurationError.self) {
                try await NodeConfiguration.load(path: path, environment: [:])
            }
            #expect(text?.problem == "is not UTF-8 text")
        }
        let directory = await #expect(throws: ConfigurationError.self) {
            try await NodeConfiguration.load(path: NSTemporaryDirectory(), environment: [:])
        }
        #expect(directory?.problem == "cannot be read")
    }

    @Test("deep nesting is refused and does not overflow the stack")
    func nesting() async throws {
        let deep = String(repeating: "[", count: ConfigurationFile.maximumBytes - 1)
        try await withFile(deep) { path in
            _ = await #expect(throws: ConfigurationError.self) {
                try await NodeConfiguration.load(path: path, environment: [:])
            }
        }
    }

    @Test("an error cannot break out of its line")
    func escaped() async throws {
        let error = await #expect(throws: ConfigurationError.self) {
            try await NodeConfiguration.load(
                path: "/nowhere", environment: ["HOTLINE_LISTEN": "a\nb\u{1B}[2J\u{202E}"])
        }
        #expect(error?.description.unicodeScalars.contains(where: SafeText.isUnsafe) == false)
    }
}

private let levels = "one of trace, debug, info, notice, warning, error, critical"
private let addresses = "HOST:PORT, such as 0.0.0.0:7411, [::]:7411 or line.example:7411"

private let refusedFiles: [Refused] = [
    Refused(
        yaml: "listen: 0.0.0.0:7411\nlog:\n  level: verbose\n",
        says: "FILE:3: log.level is \"verbose\"; expected \(levels)"),
    Refused(yaml: "log: {format: xml}", says: "FILE:1: log.format is \"xml\"; expected one of text, json"),
    Refused(yaml: "\nlisten: 7411", says: "FILE:2: listen is \"7411\"; expected \(addresses)"),
    Refused(yaml: "listen:", says: "FILE:1: listen is \"\"; expected \(addresses)"),
    Refused(yaml: "listen: [a, b]", says: "FILE:1: listen is not a single value; expected \(addresses)"),
    Refused(
        yaml: "identity:\n  passphrase-file: secret.txt",
        says: "FILE:2: identity.passphrase-file is \"secret.txt\"; expected an absolute path"),
    Refused(yaml: "# x\nlog: text", says: "FILE:2: log is not a mapping; expected under it the keys level, format"),
    Refused(
        yaml: "- listen",
        says: "FILE:1: is not a mapping; expected the keys listen, log, identity, recovery, audit, retention"),
    Refused(
        yaml: "listen: a:1\nport: 7411",
        says: "FILE:2: port is unknown; expected the keys listen, log, identity, recovery, audit, retention"),
    Refused(
        yaml: "log:\n  colour: red", says: "FILE:2: log.colour is unknown; expected under it the keys level, format"),
    Refused(
        yaml: "log.level: debug",
        says: "FILE:1: log.level is unknown; expected the keys listen, log, identity, recovery, audit, retention"),
    Refused(
        yaml: "? [a]\n: b",
        says: "FILE:1: has a key that is not text; expected the keys listen, log, identity, recovery, audit, retention"),
    Refused(
        yaml: "listen: a:1\nlog:\n  level: info\n  level: debug",
        says: "FILE:3: level stands here and again further down; expected each key once"),
    Refused(
        yaml: "listen: \"0.0.0.0:7411\nlog:\n",
        says: "FILE:3: is not YAML: found unexpected end of stream"),
    Refused(yaml: "log:\n\tlevel: info", says: "FILE:2: is not YAML: found character that cannot start any token"),
    Refused(yaml: "listen: a:1\n---\nlisten: b:2", says: "FILE:2: is not YAML: but found another document"),
    Refused(
        yaml: "log: {level: debug}", environment: ["HOTLINE_LOG_LEVEL": "loud"],
        says: "environment variable HOTLINE_LOG_LEVEL: log.level is \"loud\"; expected \(levels)"),
    Refused(
        yaml: "", environment: ["HOTLINE_LISTEN": ""],
        says: "environment variable HOTLINE_LISTEN: listen is \"\"; expected \(addresses)"),
]
