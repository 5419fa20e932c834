public import HotlineCrypto
import HotlineProtocol

/// A pinned peer as a program without a daemon shows it.
public struct PeerRecord: Hashable, Sendable {
    /// The pinned key line.
    public let keyLine: KeyLine
    /// When the safety number was compared, UTC milliseconds; nil while it was not.
    public let verifiedAt: UInt64?
    /// Where the peer can be reached, `host:port`.
    public let routes: [String]
    /// The name of this node's log of the line.
    public let logOrigin: String

    init(_ line: LineRecord) {
        keyLine = line.peer
        verifiedAt = line.verifiedAt?.milliseconds
        routes = line.routes
        logOrigin = line.opening.origin.description
    }
}

/// The peers of a home whose daemon does not run, so that pairing works before the first start.
///
/// It opens the database as the daemon does, with the same checks and the same lock, and holds it until `close`.
public final class OfflinePeers: Sendable {
    private let store: SQLiteStore

    /// Opens the home's database.
    /// - Throws: `StoreError`, `inUse` where the daemon runs; `HomeError` where there is no identity.
    public init(home: Home) throws {
        let identity = try IdentityFile.keyLine(in: home)
        guard let epoch = Epoch(try secureRandomBytes(Epoch.byteCount)) else { throw KeyError.noRandomness }
        store = try SQLiteStore.open(home: home, identity: identity, epoch: epoch, at: .now)
    }

    /// The pinned peers, in order of their adding.
    public func list() throws -> [PeerRecord] {
        try store.lines().map { PeerRecord($0) }
    }

    /// Pins a peer, or replaces the routes of one that is pinned with the same key.
    /// - Parameter key: the node's own, to sign entry 0 of the line's log.
    public func add(_ peer: KeyLine, routes: [String], key: SigningKey) throws -> PeerRecord {
        let logID = try secureRandomBytes(LogOrigin.idByteCount)
        return PeerRecord(try store.addLine(peer: peer, routes: routes, key: key, at: .now, logID: logID))
    }

    /// Records that the safety number was compared.
    public func markVerified(_ name: NodeName) throws -> PeerRecord {
        try store.markVerified(line(name).id, at: .now)
        return PeerRecord(try line(name))
    }

    /// Replaces the routes.
    public func setRoutes(_ name: NodeName, _ routes: [String]) throws -> PeerRecord {
        try store.setRoutes(line(name).id, routes)
        return PeerRecord(try line(name))
    }

    /// Unpins a peer; the records of the line stay.
    public func remove(_ name: NodeName) throws {
        try store.removeLine(line(name).id, at: .now)
    }

    /// Gives the database up.
    public func close() throws {
        try store.close()
    }

    private func line(_ name: NodeName) throws -> LineRecord {
        guard let line = try store.lines().first(where: { $0.peer.name == name }) else {
            throw StoreError.notFound("peer \(name)")
        }
        return line
    }
}
