import NIOHTTP1

extension ControlClient {
    /// `POST /v1/messages`; returns after the node's commit. A retry uses the same request, id and all.
    public func submit(_ request: SubmitRequest) async throws(ControlClientError) -> Answer<SubmitReply> {
        try await post(["messages"], request)
    }

    /// `POST /v1/messages/{id}/acknowledgement`
    public func acknowledge(
        id: String, _ request: AcknowledgeRequest
    ) async throws(ControlClientError) -> Answer<SubmitReply> {
        try await post(["messages", id, "acknowledgement"], request)
    }

    /// `POST /v1/messages/{id}/erase`
    public func erase(id: String, _ request: EraseRequest) async throws(ControlClientError) -> Answer<Message> {
        try await post(["messages", id, "erase"], request)
    }

    /// `GET /v1/messages`
    public func messages(_ query: MessageQuery = MessageQuery()) async throws(ControlClientError) -> MessageList {
        try await get(
            ["messages"],
            [
                ("box", query.box?.rawValue), ("peer", query.peer), ("channel", query.channel),
                ("limit", String(query.limit)), ("before", query.before),
            ])
    }

    /// `GET /v1/messages/{id}`
    public func message(id: String) async throws(ControlClientError) -> Message {
        try await get(["messages", id])
    }

    /// `GET /v1/messages/{id}/body`
    public func body(id: String) async throws(ControlClientError) -> MessageBody {
        let reply = try await bytes(["messages", id, "body"])
        return MessageBody(mediaType: reply.mediaType ?? "application/octet-stream", bytes: reply.body)
    }

    /// `GET /v1/messages/{id}/statement`: COSE_Sign1.
    public func statement(id: String) async throws(ControlClientError) -> [UInt8] {
        try await bytes(["messages", id, "statement"]).body
    }

    /// `GET /v1/messages/{id}/receipt`: a COSE receipt (RFC 9942).
    public func receipt(id: String) async throws(ControlClientError) -> [UInt8] {
        try await bytes(["messages", id, "receipt"]).body
    }

    /// `GET /v1/messages/{id}/wait`: the message as soon as the condition holds, or as it is after `timeoutSeconds`
    /// (1 to ``ControlLimits/waitSeconds``); the caller looks at `state` and asks again.
    public func wait(
        id: String, until condition: WaitCondition, timeoutSeconds: Int = ControlLimits.waitSeconds
    ) async throws(ControlClientError) -> Message {
        let target = try RequestTarget(
            ["messages", id, "wait"], [("for", condition.rawValue), ("timeout", String(timeoutSeconds))])
        let seconds = min(max(timeoutSeconds, 0), ControlLimits.waitSeconds) + ControlLimits.replySeconds
        return try await connector.exchange(HTTPCall(method: .GET, target: target, seconds: seconds))
            .decoded(Message.self)
    }

    /// `GET /v1/log`
    public func log(_ query: LogQuery) async throws(ControlClientError) -> LogPage {
        try await get(
            ["log"], [("peer", query.peer), ("from", String(query.from)), ("limit", String(query.limit))])
    }
}
