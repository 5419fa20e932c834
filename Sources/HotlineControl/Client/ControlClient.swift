import Foundation
import NIOHTTP1

/// Asks a running node over its local API: one connection a call, every wait bounded.
///
/// All methods throw ``ControlClientError``; `.node` carries the node's own refusal.
public struct ControlClient: Sendable {
    let connector: SocketConnector

    /// A client of the socket at this path. Nothing is opened before the first call.
    public init(socketPath: String) {
        connector = SocketConnector(path: socketPath)
    }

    func get<Value: Decodable>(
        _ segments: [String], _ parameters: [(name: String, value: String?)] = []
    ) async throws(ControlClientError) -> Value {
        let call = HTTPCall(method: .GET, target: try RequestTarget(segments, parameters))
        return try await connector.exchange(call).decoded(Value.self)
    }

    func bytes(
        _ segments: [String], _ parameters: [(name: String, value: String?)] = []
    ) async throws(ControlClientError) -> HTTPReply {
        try await connector.exchange(HTTPCall(method: .GET, target: try RequestTarget(segments, parameters))).checked()
    }

    func post<Value: Decodable>(
        _ segments: [String], _ request: some ControlRequest
    ) async throws(ControlClientError) -> Answer<Value> {
        guard let body = try? ControlJSON.encode(request) else {
            throw .node(ControlError(.invalidRequest, "the request cannot be written as JSON"))
        }
        let call = HTTPCall(method: .POST, target: try RequestTarget(segments), body: body)
        let reply = try await connector.exchange(call)
        return Answer(try reply.decoded(Value.self), isNew: reply.status == 201)
    }
}

// MARK: Node and peers

extension ControlClient {
    /// `GET /v1/status`
    public func status() async throws(ControlClientError) -> NodeStatus {
        try await get(["status"])
    }

    /// `GET /v1/identity`
    public func identity() async throws(ControlClientError) -> NodeIdentity {
        try await get(["identity"])
    }

    /// `GET /v1/peers`
    public func peers() async throws(ControlClientError) -> PeerList {
        try await get(["peers"])
    }

    /// `POST /v1/peers`; not new where the same key was pinned already.
    public func addPeer(_ request: AddPeerRequest) async throws(ControlClientError) -> Answer<Peer> {
        try await post(["peers"], request)
    }

    /// `GET /v1/peers/{name}`
    public func peer(named name: String) async throws(ControlClientError) -> Peer {
        try await get(["peers", name])
    }

    /// `POST /v1/peers/{name}/verify`
    public func verifyPeer(
        named name: String, _ request: VerifyPeerRequest
    ) async throws(ControlClientError) -> Peer {
        try await post(["peers", name, "verify"], request).reply
    }

    /// `POST /v1/peers/{name}/routes`; not new where it changed nothing.
    public func addRoute(
        toPeer name: String, _ request: AddRouteRequest
    ) async throws(ControlClientError) -> Answer<Peer> {
        try await post(["peers", name, "routes"], request)
    }

    /// `DELETE /v1/peers/{name}/routes`
    public func removeRoute(_ route: String, ofPeer name: String) async throws(ControlClientError) -> Peer {
        let target = try RequestTarget(["peers", name, "routes"], [("route", route)])
        return try await connector.exchange(HTTPCall(method: .DELETE, target: target)).decoded(Peer.self)
    }

    /// `POST /v1/peers/{name}/recovery`
    public func recoverLine(with name: String) async throws(ControlClientError) -> LineStatus {
        let call = HTTPCall(method: .POST, target: try RequestTarget(["peers", name, "recovery"]))
        return try await connector.exchange(call).decoded(LineStatus.self)
    }

    /// `DELETE /v1/peers/{name}`
    public func removePeer(named name: String) async throws(ControlClientError) {
        let call = HTTPCall(method: .DELETE, target: try RequestTarget(["peers", name]))
        _ = try await connector.exchange(call).checked()
    }
}
