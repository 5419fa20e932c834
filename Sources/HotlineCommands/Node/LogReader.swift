import HotlineControl

/// Reads a log in bounded pages and remembers its place, so that reading on repeats nothing and leaves nothing out.
struct LogReader {
    private let client: ControlClient
    private let query: LogReadingQuery
    /// The entry after the last one that was looked at.
    private var place: UInt64 = 0
    private let limit: Int?
    private var rest: Int?

    /// - Parameter limit: how many messages to read once counting has begun; nil for no end.
    init(client: ControlClient, query: LogReadingQuery, limit: Int?) {
        (self.client, self.query, self.limit) = (client, query, limit)
    }

    /// Whether enough was read.
    var isDone: Bool { rest == 0 }

    /// From now on messages count towards the limit.
    mutating func startCounting() { rest = limit }

    /// All from the place on, in order of the log.
    mutating func readAll(_ print: (Message) -> Void) async throws {
        while !isDone {
            var query = query
            query.from = place
            let page = try await client.readLog(query)
            for message in page.messages where !isDone {
                print(message)
                rest = rest.map { $0 - 1 }
            }
            guard let next = page.next else {
                place = page.size
                return
            }
            guard next > place else { throw CommandFailure.local("the node gave a page that does not go on") }
            place = next
        }
    }

    /// So many of the newest, in order of the log.
    mutating func readNewest(_ count: Int, _ print: (Message) -> Void) async throws {
        var found: [Message] = []
        var before: UInt64? = UInt64(Int64.max)
        while let start = before, found.count < count {
            var query = query
            (query.before, query.limit) = (start, count - found.count)
            let page = try await client.readLog(query)
            place = max(place, page.size)
            found += page.messages
            guard page.next ?? 0 < start else { throw CommandFailure.local("the node gave a page that does not go on") }
            before = page.next
        }
        found.prefix(count).reversed().forEach(print)
    }

    /// Reads on now and after each event, until the connection ends or enough was read.
    mutating func follow(_ print: (Message) -> Void) async throws {
        let events = client.events(EventQuery(names: Self.commits, isBrief: true))
        try await readAll(print)
        if isDone { return }
        for try await _ in events {
            try await readAll(print)
            if isDone { return }
        }
    }

    /// What tells that something was committed.
    private static let commits: Set<NodeEvent.Name> = [
        .messageStored, .messageReceived, .messageAcknowledged, .messageRefused,
    ]
}
