import NIOHTTP1

extension ControlClient {
    /// `POST /v1/peers/{name}/checkpoint`: returns when the peer's cosignature is stored; throws `not_connected`,
    /// `not_available`, `not_cosigned` or `cosignature_timeout`.
    public func witness(
        peer name: String, timeoutSeconds: Int
    ) async throws(ControlClientError) -> CosignedCheckpointReply {
        let target = try RequestTarget(["peers", name, "checkpoint"], [("timeout", String(timeoutSeconds))])
        let seconds = min(max(timeoutSeconds, 0), ControlLimits.waitSeconds) + ControlLimits.replySeconds
        return try await connector.exchange(HTTPCall(method: .POST, target: target, seconds: seconds))
            .decoded(CosignedCheckpointReply.self)
    }

    /// `GET /v1/evidence`: of one peer, or of all.
    public func evidence(peer: String?) async throws(ControlClientError) -> EvidenceList {
        try await get(["evidence"], [("peer", peer)])
    }
}
