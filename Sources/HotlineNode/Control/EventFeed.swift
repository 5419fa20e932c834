import HotlineControl

/// The lines of one event stream: the node's events and, when it is quiet, heartbeats. What waits to be written is
/// bounded.
struct EventFeed: Sendable {
    let events: AsyncStream<NodeEvent>
    let heartbeat: Duration
    let lines: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    /// Lines that wait for a client that reads slowly; one more is too many. As many as the hub keeps changes: a commit
    /// of many messages gives two lines for each at once, which says nothing of the client.
    static let waitingLines = EventHub.backlog

    init(events: AsyncStream<NodeEvent>, heartbeat: Duration) {
        self.events = events
        self.heartbeat = heartbeat
        (lines, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.waitingLines))
    }

    /// Passes events on until there are no more, or the task is cancelled. False if the client is too slow: a gap in
    /// what it sees would look like quiet.
    func passEvents() async -> Bool {
        defer { end() }
        for await event in events {
            guard let text = try? EventLines.text(event) else { continue }
            if case .dropped = continuation.yield(text) { return false }
        }
        return true
    }

    /// Adds heartbeats until the task is cancelled.
    func beat() async {
        while (try? await Task.sleep(for: heartbeat)) != nil {
            continuation.yield(EventLines.heartbeat)
        }
    }

    /// No more lines.
    func end() {
        continuation.finish()
    }
}
