internal import HotlineProtocol
internal import HotlineStore
internal import Synchronization

/// What waits for the one writer. Whoever has something adds it without waiting for a commit that is under way.
final class CommitWaiting: Sendable {
    private struct State {
        var queue = CommitQueue<LineID, CommitItem>()
        var isDraining = false
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Whether a commit is under way or something waits for one.
    var isBusy: Bool { state.withLock { $0.isDraining } }

    /// Items that wait.
    var count: Int { state.withLock { $0.queue.count } }

    /// Bytes of a line that wait.
    func bytes(of line: LineID) -> Int { state.withLock { $0.queue.bytes(of: line) } }

    /// Whether one more submission may wait.
    func requireRoom() throws(SubmitFailure) {
        let (isClosed, count) = state.withLock { ($0.isClosed, $0.queue.count) }
        if isClosed { throw .closed }
        if count >= Limits.waitingSubmissions { throw .busy }
    }

    /// No more submissions.
    func close() { state.withLock { $0.isClosed = true } }

    /// - Returns: whether the writer sleeps and is to be woken.
    func add(_ item: CommitItem) -> Bool {
        state.withLock { state in
            state.queue.enqueue(item, of: item.line, precedence: item.precedence, bytes: item.bytes)
            defer { state.isDraining = true }
            return !state.isDraining
        }
    }

    /// The next batch; the one before is done with. Nil where nothing waits: the writer sleeps then.
    func next() -> [CommitItem]? {
        state.withLock { state in
            state.queue.finished()
            let batch = state.queue.nextBatch()
            state.isDraining = batch != nil
            return batch
        }
    }
}
