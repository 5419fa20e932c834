import HotlineControl
import HotlineCrypto
import HotlineStore

/// The peers of a home: through the daemon where it runs, else directly in the store, so that pairing works before the
/// first start. The store's lock keeps the two apart.
struct PeerBook {
    let home: Home
    let client: ControlClient

    init(_ global: GlobalOptions) {
        home = global.resolvedHome
        client = global.client
    }

    /// All peers, in order of name.
    func list() async throws -> PeerList {
        try await either {
            try await $0.peers()
        } offline: { store, own in
            PeerList(peers: try store.list().map { Peer($0, own: own) }.sorted { $0.name < $1.name })
        }
    }

    /// One peer.
    /// - Throws: ``CommandFailure`` with `unknown_peer`.
    func peer(_ name: NodeName) async throws -> Peer {
        try await either {
            try await $0.peer(named: name.text)
        } offline: { store, own in
            Peer(try Self.record(of: name, in: store), own: own)
        }
    }

    /// Pins a key line; the same one again replaces the routes.
    /// - Throws: ``CommandFailure`` with `peer_key_conflict` where another key is pinned under that name.
    func add(_ line: KeyLine, routes: [String], passphrase: () throws -> [UInt8]?) async throws -> Peer {
        let request = AddPeerRequest(keyLine: line.description, routes: routes)
        return try await either {
            try await $0.addPeer(request).reply
        } offline: { store, own in
            let key = try IdentityFile.signingKey(in: home, passphrase: try passphrase())
            return Peer(try store.add(line, routes: routes, key: key), own: own)
        }
    }

    /// Marks a peer as verified after its safety number was compared.
    /// - Throws: ``CommandFailure`` with `safety_number_mismatch`.
    func verify(_ name: NodeName, number: String) async throws -> Peer {
        let request = VerifyPeerRequest(safetyNumber: number)
        return try await either {
            try await $0.verifyPeer(named: name.text, request)
        } offline: { store, own in
            let record = try Self.record(of: name, in: store)
            guard SafetyDigits(number) == SafetyDigits(SafetyNumber(own, record.keyLine).description) else {
                throw CommandFailure(
                    .conflict, code: ControlError.Code.safetyNumberMismatch.rawValue,
                    "the safety numbers of this side and of \(name) differ",
                    remedy: "do not trust this line: exchange the key lines again over a medium that you trust")
            }
            return Peer(try store.markVerified(name), own: own)
        }
    }

    /// Adds or removes a route.
    /// - Throws: ``CommandFailure`` with `unknown_peer_route` where the route to remove is not there.
    func change(_ name: NodeName, _ change: RouteChange) async throws -> Peer {
        try await either { client in
            switch change {
            case .add(let route, let first):
                try await client.addRoute(toPeer: name.text, AddRouteRequest(route: route, first: first)).reply
            case .remove(let route): try await client.removeRoute(route, ofPeer: name.text)
            }
        } offline: { store, own in
            let record = try Self.record(of: name, in: store)
            return Peer(try store.setRoutes(name, try Self.routes(of: record, after: change)), own: own)
        }
    }

    /// Unpins a peer; the line's records stay in the database.
    func remove(_ name: NodeName) async throws {
        try await either {
            try await $0.removePeer(named: name.text)
        } offline: { store, _ in
            try store.remove(name)
        }
    }

    /// The daemon's answer; where no daemon can be reached, the store's.
    private func either<Result>(
        online: (ControlClient) async throws -> Result, offline: (OfflinePeers, KeyLine) throws -> Result
    ) async throws -> Result {
        do { return try await online(client) } catch {
            guard (error as? ControlClientError)?.isUnreachable == true else { throw error }
        }
        let own = try IdentityFile.keyLine(in: home)
        let store = try OfflinePeers(home: home)
        do {
            let result = try offline(store, own)
            try store.close()
            return result
        } catch {
            // The first failure is the one to tell.
            try? store.close()
            throw error
        }
    }

    private static func routes(
        of record: PeerRecord, after change: RouteChange
    ) throws(CommandFailure) -> [String] {
        do {
            return try change.applied(to: record.routes)
        } catch {
            throw CommandFailure(error, routeOf: record.keyLine.name)
        }
    }

    private static func record(of name: NodeName, in store: OfflinePeers) throws -> PeerRecord {
        guard let record = try store.list().first(where: { $0.keyLine.name == name }) else {
            throw StoreError.notFound("peer \(name)")
        }
        return record
    }
}

extension CommandFailure {
    /// Why a peer's routes cannot be changed so.
    fileprivate init(_ error: StoreError, routeOf name: NodeName) {
        let code: ControlError.Code =
            if case .notFound = error { .unknownPeerRoute } else { .invalidRequest }
        self.init(
            .failed, code: code.rawValue, "\(name): \(error.description)", remedy: "hotline peer list shows the routes")
    }
}

/// The digits of a safety number, however they are grouped; nil unless they are 60.
struct SafetyDigits: Equatable {
    let digits: String

    init?(_ text: String) {
        let kept = text.filter { !$0.isWhitespace && $0 != "-" }
        let isDigits = kept.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isDigits, kept.utf8.count == 60 else { return nil }
        digits = kept
    }
}

extension Peer {
    /// A peer of the store as the local API would show it to the node with that key line.
    init(_ record: PeerRecord, own: KeyLine) {
        self.init(
            name: record.keyLine.name.text, keyLine: record.keyLine.description,
            verifiedAt: record.verifiedAt.map { ControlTime.text(milliseconds: $0) }, routes: record.routes,
            log: record.logOrigin,
            safetyNumber: SafetyNumber(own, record.keyLine).description)
    }
}
