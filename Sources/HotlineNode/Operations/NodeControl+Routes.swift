internal import HotlineControl
internal import HotlineStore
internal import HotlineTransport

extension NodeControl {
    func addRoute(toPeer name: String, _ request: AddRouteRequest) async throws(ControlError) -> Answer<Peer> {
        guard Route(request.route) != nil else {
            throw ControlError(.invalidRequest, "the route '\(request.route)' is not HOST:PORT")
        }
        return try await change(name, .add(request.route, first: request.first))
    }

    func removeRoute(_ route: String, ofPeer name: String) async throws(ControlError) -> Peer {
        try await change(name, .remove(route)).reply
    }

    /// New where the routes are others than before.
    private func change(_ name: String, _ change: RouteChange) async throws(ControlError) -> Answer<Peer> {
        try await registry.changes.withLock { () async throws(ControlError) in
            let line = try find(peer: name)
            let before = await line.routes
            let after = try apply(change, to: before, of: name)
            guard after != before else { return Answer(await show(line), isNew: false) }
            try await guarded { try context.store.setRoutes(line.id, after) }
            await line.use(routes: after)
            await line.publish(.peerChanged, reason: "routes")
            return Answer(await show(line), isNew: true)
        }
    }

    private func apply(
        _ change: RouteChange, to routes: [String], of name: String
    ) throws(ControlError) -> [String] {
        do {
            return try change.applied(to: routes)
        } catch {
            guard case .notFound = error else { throw ControlError(.invalidRequest, "\(name): \(error)") }
            throw ControlError(.unknownPeerRoute, "\(name) has no such route", remedy: "see: hotline peer list")
        }
    }
}
