public import Logging

/// How a node is set up: what its operator writes in `config.yaml`, overridden by the environment.
///
/// The keys, their defaults and their variables stand in `Docs/Operating.md`; a file that is not there means defaults.
public struct NodeConfiguration: Sendable, Hashable {
    /// The address to listen on: IPv4, IPv6 without brackets, or a DNS name.
    public let listenHost: String
    /// The TCP port to listen on, 0 to 65535; 0 lets the system choose.
    public let listenPort: Int
    /// The lowest level that is logged.
    public let logLevel: Logger.Level
    /// How log records are written.
    public let logFormat: LogFormat
    /// The absolute path of the file that holds the identity's passphrase; nil when the identity needs none or it
    /// comes another way.
    public let passphraseFile: String?
    /// Whether a line recovers without being told to, where this node's database turns out to be an older copy.
    public let recoversAutomatically: Bool
    /// How often the node audits its own database.
    let auditSchedule: AuditSchedule
    /// Which bodies go after how long; none where nothing is set.
    public let retention: RetentionRules

    /// Reads the configuration.
    ///
    /// - Parameters:
    ///   - path: The YAML file, at most 64 KiB of UTF-8.
    ///   - environment: The process's environment.
    /// - Throws: ``ConfigurationError`` for the first thing that is wrong: broken YAML, an unknown key, a key that
    ///   stands twice, a value of the wrong form.
    public static func load(
        path: String, environment: [String: String]
    ) async throws(ConfigurationError) -> NodeConfiguration {
        let file = try ConfigurationFile(path: path)
        let values = try await ConfigurationValues(file: file, environment: environment)
        let listen = try values.value(.listen, parse: ListenAddress.init) ?? .standard
        return NodeConfiguration(
            listenHost: listen.host, listenPort: listen.port,
            logLevel: try values.value(.logLevel, parse: Logger.Level.init(rawValue:)) ?? .info,
            logFormat: try values.value(.logFormat, parse: LogFormat.init(rawValue:)) ?? .text,
            passphraseFile: try values.value(.passphraseFile, parse: absolutePath),
            recoversAutomatically: try values.value(.recoversAutomatically, parse: Bool.init) ?? false,
            auditSchedule: try values.value(.auditInterval, parse: AuditSchedule.init) ?? .standard,
            retention: try values.value(.retention, parse: RetentionRules.init) ?? RetentionRules.none)
    }

    /// Whether it differs from the other in what is read at the start only.
    func needsRestart(after other: NodeConfiguration) -> Bool {
        listenHost != other.listenHost || listenPort != other.listenPort || logFormat != other.logFormat
            || passphraseFile != other.passphraseFile || recoversAutomatically != other.recoversAutomatically
            || auditSchedule != other.auditSchedule || retention != other.retention
    }

    private static func absolutePath(_ text: String) -> String? {
        text.hasPrefix("/") && !text.utf8.contains(0) ? text : nil
    }
}
