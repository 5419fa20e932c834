import Foundation
public import Logging

/// The log backend of the daemon: one record a line, escaped and bounded (``LogLimits``).
///
/// Content of messages is never given to a logger; this handler keeps what is given from breaking out of its line.
public struct LineLogHandler: LogHandler {
    /// The fields that every record of this logger carries.
    public var metadata: Logger.Metadata = [:]
    /// Fields taken from the task's context when a record is written.
    public var metadataProvider: Logger.MetadataProvider?
    /// Records below this level are not written. Set on one logger, it is that logger's own.
    public var logLevel: Logger.Level {
        get { ownLevel ?? level.value }
        set { ownLevel = newValue }
    }

    private let label: String
    private let format: LogFormat
    private let sink: LogSink
    private let level: LogLevel
    private var ownLevel: Logger.Level?

    /// A handler for the logger named `label`, such as `hotline.session`.
    public init(label: String, format: LogFormat, level: LogLevel, sink: LogSink = .standardError) {
        self.label = label
        self.format = format
        self.level = level
        self.sink = sink
    }

    /// The field of that name that every record of this logger carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one record. A field of the event wins over the provider's, and that over the logger's.
    public func log(event: LogEvent) {
        var merged = metadata
        merged.merge(metadataProvider?.get() ?? [:]) { $1 }
        merged.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error { merged["error"] = "\(error)" }
        let record = LogRecord(
            time: Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
            level: event.level.rawValue, logger: label, message: event.message.description,
            fields: merged.sorted { $0.key < $1.key }.flatMap { Self.flatten($0.key, $0.value) })
        sink(record.line(format))
    }

    /// A nested value as fields of its own, `peer.name=…`; a list is one value.
    private static func flatten(_ key: String, _ value: Logger.MetadataValue) -> [(key: String, value: String)] {
        switch value {
        case .dictionary(let entries):
            entries.sorted { $0.key < $1.key }.flatMap { flatten("\(key).\($0.key)", $0.value) }
        case .array(let elements):
            [(key, elements.map(\.description).joined(separator: ","))]
        case .string, .stringConvertible:
            [(key, value.description)]
        }
    }
}
