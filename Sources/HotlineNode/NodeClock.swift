internal import Foundation
internal import HotlineProtocol

/// The two clocks of a node: one that only goes on, for timeouts, and UTC, for what is shown and recorded.
struct NodeClock: Sendable {
    private let start = ContinuousClock.now

    /// The monotonic time since the node began.
    func now() -> MonotonicTime { MonotonicTime(sinceStart: ContinuousClock.now - start) }

    /// A point of the same clock that was taken elsewhere.
    func time(of instant: ContinuousClock.Instant) -> MonotonicTime { MonotonicTime(sinceStart: instant - start) }

    /// UTC; a clock before 1970 counts as 1970.
    func utc() -> UTCTime {
        UTCTime(milliseconds: UInt64(max(0, Date().timeIntervalSince1970 * 1000)))
    }

    /// Sleeps until that monotonic time, or until the task is cancelled.
    func sleep(until time: MonotonicTime) async throws {
        try await ContinuousClock().sleep(until: start + time.sinceStart)
    }
}
