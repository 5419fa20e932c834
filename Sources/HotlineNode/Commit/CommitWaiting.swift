internal import HotlineProtocol
internal import HotlineStore
internal import Synchronization

/// What waits for the one writer. Whoever has something adds it without waiting for a commit that is under way.
final class CommitWaiting: Sendable {
    private struct State {
        var queue = CommitQueue<LineID, CommitItem>()
        var isDraining = false
        var isClosed = false
        /// Items that came from peers and are not done with, by their lines.
        var peerItems: [LineID: Int] = [:]
        /// Those of the batch under way.
        var underWay: [LineID] = []

        mutating func finish() {
            queue.finished()
            for line in underWay { peerItems[line] = peerItems[line].flatMap { $0 > 1 ? $0 - 1 : nil } }
            underWay = []
        }
    }

    private let state = Mutex(State())

    /// Whether a commit is under way or something waits for one.
    var isBusy: Bool { state.withLock { $0.isDraining } }

    /// Items that wait.
    var count: Int { state.withLock { $0.queue.count } }

    /// Bytes of a line that wait.
    func bytes(of line: LineID) -> Int { state.withLock { $0.queue.bytes(of: line) } }

    /// Whether something that the line's peer sent waits or is being committed.
    func hasPeerItems(of line: LineID) -> Bool { state.withLock { $0.peerItems[line] != nil } }

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
            if item.session != nil { state.peerItems[item.line, default: 0] += 1 }
            defer { state.isDraining = true }
            return !state.isDraining
        }
    }

    /// The next batch; the one before is done with. Nil where nothing waits: the writer sleeps then.
    func next() -> [CommitItem]? {
        state.withLock { state in
            state.finish()
            let batch = state.queue.nextBatch()
            state.isDraining = batch != nil
            state.underWay = batch?.filter { $0.session != nil }.map(\.line) ?? []
            return batch
        }
    }
}
