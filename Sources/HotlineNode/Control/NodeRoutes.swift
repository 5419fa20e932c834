import HotlineControl
import Hummingbird

/// Status, identity, peers, log and backup.
struct NodeRoutes {
    let operations: any NodeOperations

    var table: [ControlRoute] {
        [
            ControlRoute(method: .get, path: "/v1/status", handle: status),
            ControlRoute(method: .get, path: "/v1/identity", handle: identity),
            ControlRoute(method: .get, path: "/v1/peers", handle: peers),
            ControlRoute(method: .post, path: "/v1/peers", handle: addPeer),
            ControlRoute(method: .get, path: "/v1/peers/:name", handle: peer),
            ControlRoute(method: .post, path: "/v1/peers/:name/verify", handle: verifyPeer),
            ControlRoute(method: .post, path: "/v1/peers/:name/routes", handle: addRoute),
            ControlRoute(method: .delete, path: "/v1/peers/:name/routes", handle: removeRoute),
            ControlRoute(method: .delete, path: "/v1/peers/:name", handle: removePeer),
            ControlRoute(method: .post, path: "/v1/peers/:name/checkpoint", handle: witness),
            ControlRoute(method: .get, path: "/v1/evidence", handle: evidence),
            ControlRoute(method: .get, path: "/v1/log", handle: log),
            ControlRoute(method: .post, path: "/v1/backup", handle: beginBackup),
            ControlRoute(method: .get, path: "/v1/backup", handle: backup),
        ]
    }

    @Sendable private func status(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        return try JSONReply(await operations.status()).response
    }

    @Sendable private func identity(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        return try JSONReply(await operations.identity()).response
    }

    @Sendable private func peers(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        return try JSONReply(await operations.peers()).response
    }

    @Sendable private func addPeer(_ call: ControlCall) async throws -> Response {
        let request = try await call.decode(AddPeerRequest.self)
        try request.check()
        return try await operations.addPeer(request).response()
    }

    @Sendable private func peer(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        return try JSONReply(await operations.peer(named: call.peerName())).response
    }

    @Sendable private func verifyPeer(_ call: ControlCall) async throws -> Response {
        let name = try call.peerName()
        let request = try await call.decode(VerifyPeerRequest.self)
        return try JSONReply(await operations.verifyPeer(named: name, request)).response
    }

    @Sendable private func addRoute(_ call: ControlCall) async throws -> Response {
        let name = try call.peerName()
        let request = try await call.decode(AddRouteRequest.self)
        try RequestShapes.text(request.route, "route", atMost: ControlLimits.routeBytes)
        return try await operations.addRoute(toPeer: name, request).response()
    }

    @Sendable private func removeRoute(_ call: ControlCall) async throws -> Response {
        guard let route = try call.query("route")["route"] else {
            throw ControlError(.invalidRequest, "parameter route is missing")
        }
        try RequestShapes.text(route, "route", atMost: ControlLimits.routeBytes)
        return try JSONReply(await operations.removeRoute(route, ofPeer: call.peerName())).response
    }

    @Sendable private func removePeer(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        try await operations.removePeer(named: call.peerName())
        return Response(status: .noContent)
    }

    @Sendable private func beginBackup(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        return try JSONReply(await operations.beginBackup(), status: .created).response
    }

    @Sendable private func backup(_ call: ControlCall) async throws -> Response {
        _ = try call.query()
        return try JSONReply(await operations.backup()).response
    }

    /// A wait ends with the node, as that for a message does.
    @Sendable private func witness(_ call: ControlCall) async throws -> Response {
        let query = try call.query("timeout")
        let name = try call.peerName()
        let seconds = try query.number(
            "timeout", 1...ControlLimits.waitSeconds, standard: ControlLimits.cosignatureSeconds)
        return try JSONReply(await operations.witness(peer: name, timeoutSeconds: seconds)).response
    }

    @Sendable private func evidence(_ call: ControlCall) async throws -> Response {
        let query = try call.query("peer")
        let peer = try query["peer"].map { name throws(ControlError) in try RequestShapes.nodeName(name) }
        return try JSONReply(await operations.evidence(peer: peer)).response
    }

    @Sendable private func log(_ call: ControlCall) async throws -> Response {
        let query = try call.query("peer", "from", "limit")
        guard let peer = query["peer"] else { throw ControlError(.invalidRequest, "parameter peer is missing") }
        let request = LogQuery(
            peer: try RequestShapes.nodeName(peer), from: try query.number("from", 0...UInt64(Int64.max), standard: 0),
            limit: try query.number("limit", 1...ControlLimits.pageLimit, standard: ControlLimits.pageDefault))
        return try JSONReply(await operations.log(request)).response
    }
}
