internal import HotlineControl
internal import HotlineProtocol
internal import Synchronization

/// Something that happened at the node, small: who shows it reads the message from the store.
struct NodeChange: Sendable {
    let event: NodeEvent.Name
    let at: UTCTime
    let peer: String
    var message: MessageKey?
    var reason: String?
    /// The receipt that was committed, where the event tells of one.
    var receipt: VerifiedReceipt?
    /// Whether an acknowledgement may be due, or not due, that was not so before.
    var changesDeadlines = false
}

/// Which message: an id names one of this node's own or one of a peer's.
struct MessageKey: Hashable, Sendable {
    let id: MessageID
    let isOwn: Bool
}

/// Tells all who listen. A listener that falls behind loses the oldest, and sees that by reading the store; or its stream ends.
final class EventHub: Sendable {
    /// Changes kept for one listener.
    static let backlog = 1024

    private struct Listener {
        let stream: AsyncStream<NodeChange>.Continuation
        let wants: @Sendable (NodeChange) -> Bool
        /// Whether the stream ends where it would lose something: a gap in what is told would look like quiet.
        let endsWhenBehind: Bool

        /// - Returns: false where the stream is to end.
        func tell(_ change: NodeChange) -> Bool {
            guard wants(change), case .dropped = stream.yield(change) else { return true }
            return !endsWhenBehind
        }
    }

    private struct State {
        var next: UInt64 = 0
        var listeners: [UInt64: Listener] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    func publish(_ change: NodeChange) {
        let behind = state.withLock { state in state.listeners.values.filter { !$0.tell(change) } }
        // Outside the lock: the end of a stream takes its listener out.
        for listener in behind { listener.stream.finish() }
    }

    /// Changes from now on, until the listener goes or the node stops.
    /// - Parameter wants: what is not wanted costs the listener nothing.
    func subscribe(
        endsWhenBehind: Bool = false, to wants: @escaping @Sendable (NodeChange) -> Bool = { _ in true }
    ) -> AsyncStream<NodeChange> {
        let (stream, listener) = AsyncStream.makeStream(
            of: NodeChange.self, bufferingPolicy: .bufferingNewest(Self.backlog))
        let number: UInt64? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.listeners[state.next] = Listener(
                stream: listener, wants: wants, endsWhenBehind: endsWhenBehind)
            return state.next
        }
        guard let number else {
            listener.finish()
            return stream
        }
        listener.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }

    /// Ends all listeners.
    func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.stream.finish() }
    }
}
