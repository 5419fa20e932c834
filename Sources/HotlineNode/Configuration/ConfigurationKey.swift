import Configuration
import Logging

/// One key that a node's configuration knows. A new key is one row here and one member of ``NodeConfiguration``.
struct ConfigurationKey: Hashable, Sendable {
    /// The key's names from the top of the file down.
    let path: [String]
    /// What a value must be, in words for an error message.
    let expected: String

    /// The dotted form, as errors and documents write it.
    var name: String { path.joined(separator: ".") }

    /// The environment variable that overrides the file: `log.level` is `HOTLINE_LOG_LEVEL`.
    var variable: String {
        "HOTLINE_"
            + path.joined(separator: "_").uppercased().replacing("-", with: "_")
    }

    /// The key in the words of swift-configuration.
    var configKey: ConfigKey { ConfigKey(path) }

    static let listen = ConfigurationKey(
        path: ["listen"], expected: "HOST:PORT, such as 0.0.0.0:7411, [::]:7411 or line.example:7411")
    static let logLevel = ConfigurationKey(
        path: ["log", "level"],
        expected: "one of " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
    static let logFormat = ConfigurationKey(
        path: ["log", "format"],
        expected: "one of " + LogFormat.allCases.map(\.rawValue).joined(separator: ", "))
    static let passphraseFile = ConfigurationKey(
        path: ["identity", "passphrase-file"], expected: "an absolute path")

    static let recoversAutomatically = ConfigurationKey(path: ["recovery", "automatic"], expected: "true or false")
    static let auditInterval = ConfigurationKey(
        path: ["audit", "interval"], expected: "a time such as 24h, 30m or 7d, or never")
    static let retention = ConfigurationKey(
        path: ["retention"],
        expected: "CHANNEL/KIND=DAYS, separated by commas, such as \"*/test=30, csirt/notice=3650\"")

    static let all = [listen, logLevel, logFormat, passphraseFile, recoversAutomatically, auditInterval, retention]
}
