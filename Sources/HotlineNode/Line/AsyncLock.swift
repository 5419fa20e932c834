internal import Synchronization

/// Lets one task at a time through, in the order in which they came. An actor alone does not: it takes up the next call at
/// every suspension of the one before.
final class AsyncLock: Sendable {
    private let state = Mutex((isTaken: false, waiting: [CheckedContinuation<Void, Never>]()))

    /// Runs the work alone.
    func withLock<Value: Sendable, Failure: Error>(
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        await take()
        defer { release() }
        return try await work()
    }

    private func take() async {
        await withCheckedContinuation { done in
            let isFree = state.withLock { state in
                defer { state.isTaken = true }
                if state.isTaken { state.waiting.append(done) }
                return !state.isTaken
            }
            if isFree { done.resume() }
        }
    }

    private func release() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
