internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import HotlineTransport

extension NodeControl {
    func peers() async throws(ControlError) -> PeerList {
        var peers: [Peer] = []
        for line in registry.pins.all { peers.append(await show(line)) }
        return PeerList(peers: peers)
    }

    func peer(named name: String) async throws(ControlError) -> Peer { await show(try find(peer: name)) }

    func addPeer(_ request: AddPeerRequest) async throws(ControlError) -> Answer<Peer> {
        let keyLine = try parse(keyLine: request.keyLine)
        for route in request.routes where Route(route) == nil {
            throw ControlError(.invalidRequest, "the route '\(route)' is not HOST:PORT")
        }
        return try await registry.changes.withLock { () async throws(ControlError) in
            try await add(keyLine, routes: request.routes)
        }
    }

    private func add(_ keyLine: KeyLine, routes: [String]) async throws(ControlError) -> Answer<Peer> {
        if let line = registry.line(named: keyLine.name.text), line.peer == keyLine {
            try await guarded { try context.store.setRoutes(line.id, routes) }
            await line.use(routes: routes)
            await line.publish(.peerChanged, reason: "routes")
            return Answer(await show(line), isNew: false)
        }
        try await guarded {
            let record = try context.store.addLine(
                peer: keyLine, routes: routes, key: context.key, at: context.clock.utc(),
                logID: try secureRandomBytes(LogOrigin.idByteCount))
            try await registry.open(record)
        }
        let line = try find(peer: keyLine.name.text)
        await line.publish(.peerChanged, reason: "added")
        return Answer(await show(line), isNew: true)
    }

    func verifyPeer(named name: String, _ request: VerifyPeerRequest) async throws(ControlError) -> Peer {
        let line = try find(peer: name)
        let ours = "\(SafetyNumber(context.local, line.peer))"
        guard request.safetyNumber.filter(\.isNumber) == ours.filter(\.isNumber) else {
            throw ControlError(
                .safetyNumberMismatch, "the digits are not those of this pair",
                remedy: "read them out again; if they still differ, one of you holds a wrong key: do not use this line")
        }
        let now = context.clock.utc()
        try await guarded { try context.store.markVerified(line.id, at: now) }
        await line.markVerified(at: now)
        await line.publish(.peerChanged, reason: "verified")
        return await show(line)
    }

    func removePeer(named name: String) async throws(ControlError) {
        try await registry.changes.withLock { () async throws(ControlError) in
            let line = try find(peer: name)
            try await guarded { try context.store.removeLine(line.id, at: context.clock.utc()) }
            await registry.close(line)
            await line.publish(.peerChanged, reason: "removed")
        }
    }

    func recoverLine(with name: String) async throws(ControlError) -> LineStatus {
        let line = try find(peer: name)
        try await line.recover()
        return try await guarded { try await line.status() }
    }

    private func parse(keyLine text: String) throws(ControlError) -> KeyLine {
        do {
            return try KeyLine(parsing: text)
        } catch {
            throw ControlError(
                .invalidRequest, "the key line is refused: \(error)",
                remedy: "ask the other side for the line that `hotline identity` prints there")
        }
    }

    func show(_ line: LineService) async -> Peer {
        Peer(
            name: line.peer.name.text, keyLine: "\(line.peer)",
            verifiedAt: await line.verifiedAt.map { ControlTime.text($0) },
            routes: await line.routes, log: "\(line.opening.origin)",
            safetyNumber: "\(SafetyNumber(context.local, line.peer))")
    }
}
