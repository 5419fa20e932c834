import HTTPTypes
import HotlineAudit
import HotlineControl
import Hummingbird

/// The proof of one message, and the log as a person reads it.
struct ProofRoutes {
    let operations: any NodeOperations

    var table: [ControlRoute] {
        [
            ControlRoute(method: .get, path: "/v1/messages/:id/proof", handle: proof),
            ControlRoute(method: .get, path: "/v1/log/messages", handle: readLog),
        ]
    }

    /// Whether the body comes with it.
    private enum WithBody: String, CaseIterable {
        case yes = "true"
        case no = "false"
    }

    @Sendable private func proof(_ call: ControlCall) async throws -> Response {
        let query = try call.query("body")
        let withBody = try query.choice("body", WithBody.self) == .yes
        let bytes = try await operations.proof(id: call.messageID(), withBody: withBody)
        return MessageRoutes.raw(bytes, mediaType: ProofFile.mediaType)
    }

    @Sendable private func readLog(_ call: ControlCall) async throws -> Response {
        let query = try call.query(
            "peer", "from", "before", "limit", "channel", "kind", "precedence", "since", "until", "officer", "thread")
        return try JSONReply(await operations.readLog(try Self.request(query))).response
    }

    private static func request(_ query: QueryParameters) throws(ControlError) -> LogReadingQuery {
        guard let peer = query["peer"] else { throw ControlError(.invalidRequest, "parameter peer is missing") }
        var request = LogReadingQuery(peer: try RequestShapes.nodeName(peer))
        guard query["from"] == nil || query["before"] == nil else {
            throw ControlError(.invalidRequest, "from and before are two ways to read; give one")
        }
        if query["from"] != nil { request.from = try index("from", query) }
        if query["before"] != nil { request.before = try index("before", query) }
        request.limit = try query.number("limit", 1...ControlLimits.pageLimit, standard: ControlLimits.pageDefault)
        try checkShapes(query)
        (request.channel, request.kind, request.precedence) = (query["channel"], query["kind"], query["precedence"])
        (request.since, request.until) = (query["since"], query["until"])
        request.officer = query["officer"]
        request.thread = try query["thread"].map { text throws(ControlError) in try RequestShapes.messageID(text) }
        return request
    }

    private static func checkShapes(_ query: QueryParameters) throws(ControlError) {
        for name in ["channel", "kind", "precedence"] {
            if let text = query[name] { try RequestShapes.text(text, name, atMost: 63) }
        }
        for name in ["since", "until"] {
            if let text = query[name] { try RequestShapes.time(text, name) }
        }
        if let officer = query["officer"] {
            try RequestShapes.text(officer, "officer", atMost: ControlLimits.officerBytes)
        }
    }

    private static func index(_ name: String, _ query: QueryParameters) throws(ControlError) -> UInt64 {
        try query.number(name, 0...UInt64(Int64.max), standard: 0)
    }
}
