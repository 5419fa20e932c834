/// A point on the monotonic clock, counted from any fixed start: what timeouts run on.
///
/// Machines never read a clock; the caller hands the time in, so a test or simulator decides what time it is.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Time since the clock's start.
    public let sinceStart: Duration

    /// A point this long after the clock's start.
    public init(sinceStart: Duration) {
        self.sinceStart = sinceStart
    }

    /// The natural order.
    public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.sinceStart < right.sinceStart
    }

    /// The point this much later.
    public static func + (time: MonotonicTime, step: Duration) -> MonotonicTime {
        MonotonicTime(sinceStart: time.sinceStart + step)
    }

    /// The time between two points.
    public static func - (later: MonotonicTime, earlier: MonotonicTime) -> Duration {
        later.sinceStart - earlier.sinceStart
    }
}

/// A point in UTC, in milliseconds since 1970-01-01T00:00:00Z. It is shown and recorded, and decides nothing
/// about security (invariant 9).
public struct UTCTime: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970.
    public let milliseconds: UInt64

    /// A point this many milliseconds after 1970 began.
    public init(milliseconds: UInt64) {
        self.milliseconds = milliseconds
    }

    /// Whole seconds since 1970, as a CWT claim carries them (RFC 8392, NumericDate).
    public var seconds: UInt64 { milliseconds / 1000 }

    /// The natural order.
    public static func < (left: UTCTime, right: UTCTime) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
