public import Logging
internal import Synchronization

/// The lowest level that is logged, shared by all loggers of the daemon and changed while it runs.
public final class LogLevel: Sendable {
    private let level: Mutex<Logger.Level>

    /// Begins with this level.
    public init(_ level: Logger.Level) {
        self.level = Mutex(level)
    }

    /// The level now.
    public var value: Logger.Level { level.withLock { $0 } }

    /// From now on this level.
    /// - Returns: whether it is another than before.
    @discardableResult
    public func change(to level: Logger.Level) -> Bool {
        self.level.withLock { current in
            defer { current = level }
            return current != level
        }
    }
}
