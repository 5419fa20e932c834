internal import Foundation
internal import HotlineProtocol

/// The two clocks of a node: one that only goes on, for timeouts, and UTC, for what is shown and recorded.
struct NodeClock: Sendable {
    private let source: any TimeSource

    /// - Parameter source: the system's clocks; a test may bring its own.
    init(_ source: any TimeSource = SystemTime()) {
        self.source = source
    }

    /// The monotonic time since the node began.
    func now() -> MonotonicTime { MonotonicTime(sinceStart: source.sinceStart()) }

    /// UTC; a clock before 1970 counts as 1970.
    func utc() -> UTCTime { UTCTime(milliseconds: UInt64(max(0, source.secondsSince1970() * 1000))) }

    /// Sleeps until that monotonic time, or until the task is cancelled.
    func sleep(until time: MonotonicTime) async throws { try await source.sleep(untilSinceStart: time.sinceStart) }

    /// Sleeps for so long, or until the task is cancelled.
    func sleep(for duration: Duration) async throws { try await sleep(until: now() + duration) }

    /// A point of the monotonic clock that was taken elsewhere.
    func time(of instant: ContinuousClock.Instant) -> MonotonicTime {
        MonotonicTime(sinceStart: source.sinceStart(of: instant))
    }
}

/// What a node's clocks are read from.
protocol TimeSource: Sendable {
    /// Goes on by itself, and never back.
    func sinceStart() -> Duration
    func sinceStart(of instant: ContinuousClock.Instant) -> Duration
    /// May jump either way.
    func secondsSince1970() -> Double
    func sleep(untilSinceStart time: Duration) async throws
}

/// The system's clocks.
struct SystemTime: TimeSource {
    private let start = ContinuousClock.now

    func sinceStart() -> Duration { sinceStart(of: .now) }

    func sinceStart(of instant: ContinuousClock.Instant) -> Duration { instant - start }

    func secondsSince1970() -> Double { Date().timeIntervalSince1970 }

    func sleep(untilSinceStart time: Duration) async throws {
        try await ContinuousClock().sleep(until: start + time)
    }
}
