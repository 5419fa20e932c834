import HotlineProtocol

@testable import HotlineNode

/// A node's clocks, read from the world's.
///
/// Unchecked: as `World`.
final class SimTime: TimeSource, @unchecked Sendable {
    /// 2026-11-22T11:00:00Z, when every world begins.
    private static let begin: Double = 1_795_345_200

    private let world: World
    private let machine: Machine
    private let start: Duration

    init(_ world: World, _ machine: Machine) {
        (self.world, self.machine, start) = (world, machine, world.now)
    }

    func sinceStart() -> Duration { world.now - start }

    func sinceStart(of instant: ContinuousClock.Instant) -> Duration { sinceStart() }

    func secondsSince1970() -> Double { Self.begin + machine.clockOffset + world.now / .seconds(1) }

    func sleep(untilSinceStart time: Duration) async throws {
        let sleeper = Sleeper()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                sleeper.begin(continuation)
                world.at(start + time) { [machine] in machine.whenAwake { sleeper.wake() } }
            }
        } onCancel: {
            sleeper.cancel()
        }
    }
}

/// One who sleeps; woken once, by its time or by its task's end.
///
/// Unchecked: as `World`.
final class Sleeper: @unchecked Sendable {
    private var continuation: CheckedContinuation<Void, any Error>?
    private var isCancelled = false

    func begin(_ continuation: CheckedContinuation<Void, any Error>) {
        if isCancelled { continuation.resume(throwing: CancellationError()) } else { self.continuation = continuation }
    }

    func wake() {
        continuation?.resume()
        continuation = nil
    }

    func cancel() {
        isCancelled = true
        continuation?.resume(throwing: CancellationError())
        continuation = nil
    }
}
