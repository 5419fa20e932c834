import HTTPTypes
import HotlineControl
import Hummingbird
import NIOCore
import ServiceLifecycle

/// `GET /v1/events`: the node's events as they happen, until the client goes, the node stops, or the client reads too
/// slowly.
struct EventRoute {
    private let operations: any NodeOperations
    private let heartbeat: Duration
    private let slots: StreamSlots

    init(operations: any NodeOperations, settings: ControlServerSettings) {
        self.operations = operations
        heartbeat = settings.heartbeat
        slots = StreamSlots(limit: settings.eventStreams)
    }

    var route: ControlRoute {
        ControlRoute(method: .get, path: "/v1/events", handle: events)
    }

    @Sendable private func events(_ call: ControlCall) async throws -> Response {
        let query = try query(of: call)
        let slot = try slots.take()
        let feed = EventFeed(events: try await operations.events(query), heartbeat: heartbeat)
        let fields: HTTPFields = [.contentType: EventLines.mediaType, .cacheControl: "no-store"]
        let body = ResponseBody { writer in
            defer { slot.release() }
            try await stream(feed, call, &writer)
        }
        return Response(status: .ok, headers: fields, body: body)
    }

    private func query(of call: ControlCall) throws -> EventQuery {
        let values = try call.query("since", "names", "brief")
        if let since = values["since"] { try RequestShapes.time(since, "since") }
        let names = try values["names"].map { text in
            try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
                guard let name = NodeEvent.Name(rawValue: String(name)) else {
                    let known = NodeEvent.Name.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ControlError(.invalidRequest, "parameter names must be some of \(known)")
                }
                return name
            }
        }
        let isBrief = try values.choice("brief", BooleanText.self) == .true
        return EventQuery(since: values["since"], names: names.map { Set($0) }, isBrief: isBrief)
    }

    private enum BooleanText: String, CaseIterable {
        case `true`, `false`
    }

    /// The children end with this scope; a client that is too slow may be one that blocks the write, so its connection is
    /// closed under it.
    private func stream(
        _ feed: EventFeed, _ call: ControlCall, _ writer: inout any ResponseBodyWriter
    ) async throws {
        try await call.request.body.consumeWithInboundCloseHandler { _ in
            async let _ = passEvents(feed, call.channel)
            async let _ = feed.beat()
            try await write(feed, &writer)
        } onInboundClosed: {
            feed.end()
        }
        try await writer.finish(nil)
    }

    private func passEvents(_ feed: EventFeed, _ channel: any Channel) async {
        if await !feed.passEvents() { channel.close(promise: nil) }
    }

    /// The first comment tells the client that its stream is live: no event from now on passes it by.
    private func write(_ feed: EventFeed, _ writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(ByteBuffer(string: EventLines.heartbeat))
        for await text in feed.lines.cancelOnGracefulShutdown() {
            try await writer.write(ByteBuffer(string: text))
        }
    }
}
