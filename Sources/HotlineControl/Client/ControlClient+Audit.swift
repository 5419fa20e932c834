extension ControlClient {
    /// `GET /v1/messages/{id}/proof`: a proof file (Docs/Proof.md).
    public func proof(id: String, withBody: Bool = false) async throws(ControlClientError) -> [UInt8] {
        try await bytes(["messages", id, "proof"], [("body", withBody ? "true" : nil)]).body
    }

    /// `GET /v1/log/messages`
    public func readLog(_ query: LogReadingQuery) async throws(ControlClientError) -> LogReading {
        try await get(["log", "messages"], query.parameters)
    }
}
