internal import Foundation
internal import Synchronization

/// Waiting side by side: for calls that wait for a disk, of which many wait no longer than one.
enum Parallel {
    /// The results of all calls, in order.
    static func map<Result: Sendable>(
        _ count: Int, threads: Int, _ work: @escaping @Sendable (Int) -> Result
    ) -> [Result] {
        guard count > 1 else { return (0..<count).map(work) }
        let state = State<Result>(count)
        for _ in 1..<min(count, threads) { Thread.detachNewThread { state.run(work) } }
        state.run(work)
        return state.wait()
    }

    private final class State<Result: Sendable>: Sendable {
        private let count: Int
        private let next = Mutex(0)
        private let results: Mutex<[Int: Result]> = Mutex([:])
        private let changed = NSCondition()

        init(_ count: Int) { self.count = count }

        func run(_ work: (Int) -> Result) {
            while true {
                let index = next.withLock { next in
                    defer { next += 1 }
                    return next
                }
                guard index < count else { return }
                let result = work(index)
                changed.lock()
                results.withLock { $0[index] = result }
                changed.broadcast()
                changed.unlock()
            }
        }

        func wait() -> [Result] {
            changed.lock()
            while results.withLock({ $0.count < count }) { changed.wait() }
            changed.unlock()
            return results.withLock { results in (0..<count).compactMap { results[$0] } }
        }
    }
}
