internal import HotlineProtocol

/// Bounds the records that others can make this node write: of each kind so many in an interval, the rest counted. The
/// first record of the next interval says how many were left out.
struct LogThrottle: Hashable, Sendable {
    private struct Window: Hashable, Sendable {
        let began: MonotonicTime
        var written = 0
        var leftOut = 0
    }

    private let burst: Int
    private let interval: Duration
    private var windows: [String: Window] = [:]

    /// - Parameter burst: records of one kind in one interval.
    init(burst: Int, interval: Duration = LogLimits.interval) {
        self.burst = burst
        self.interval = interval
    }

    /// Something happened.
    /// - Parameter kind: one of a bounded number.
    /// - Returns: nil where nothing is to be written; else how many of the kind were left out before.
    mutating func admit(_ kind: String, at now: MonotonicTime) -> Int? {
        var window = windows[kind] ?? Window(began: now)
        var leftOut = 0
        if now - window.began >= interval {
            leftOut = window.leftOut
            window = Window(began: now)
        }
        let isWritten = window.written < burst
        if isWritten { window.written += 1 } else { window.leftOut += 1 }
        windows[kind] = window
        return isWritten ? leftOut : nil
    }
}
