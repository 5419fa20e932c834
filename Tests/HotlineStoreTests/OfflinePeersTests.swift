import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("Peers without a daemon")
struct OfflinePeersTests {
    @Test("a peer is added, listed, verified and removed, each durable when its function returns")
    func roundTrip() throws {
        let (alpha, beta) = try Self.pair()
        try Self.with(alpha) { peers in
            let added = try peers.add(beta.identity, routes: ["beta.example:7700"], key: alpha.key)
            #expect(added.keyLine == beta.identity && added.verifiedAt == nil)
            #expect(added.routes == ["beta.example:7700"])
            #expect(added.logOrigin.hasPrefix("alpha.example/beta.example/"))
        }
        try Self.with(alpha) { peers in
            #expect(try peers.list().map(\.keyLine) == [beta.identity])
            let verified = try peers.markVerified(beta.identity.name)
            #expect(verified.verifiedAt != nil)
            #expect(try peers.list() == [verified])
        }
        try Self.with(alpha) { peers in
            try peers.remove(beta.identity.name)
            #expect(try peers.list() == [])
            #expect(throws: StoreError.notFound("peer beta.example")) { try peers.remove(beta.identity.name) }
        }
    }

    @Test("it is refused while a daemon has the database")
    func inUse() throws {
        let (alpha, _) = try Self.pair()
        try alpha.reopen()
        #expect(throws: StoreError.self) { _ = try OfflinePeers(home: alpha.home) }
    }

    @Test("two logs never get the same id")
    func logIDs() throws {
        let (alpha, beta) = try Self.pair()
        let gamma = try TestNode("gamma.example", seed: 3)
        try Self.with(alpha) { peers in
            let first = try peers.add(beta.identity, routes: [], key: alpha.key)
            let second = try peers.add(gamma.identity, routes: [], key: alpha.key)
            #expect(first.logOrigin.suffix(16) != second.logOrigin.suffix(16))
        }
    }

    /// Alpha with its identity on the disk and its store closed.
    private static func pair() throws -> (TestNode, TestNode) {
        let alpha = try TestNode("alpha.example", seed: 1)
        try alpha.close()
        try IdentityFile.create(in: alpha.home, name: alpha.identity.name, key: alpha.key, passphrase: nil)
        return (alpha, try TestNode("beta.example", seed: 2))
    }

    private static func with(_ node: TestNode, _ body: (OfflinePeers) throws -> Void) throws {
        let peers = try OfflinePeers(home: node.home)
        try body(peers)
        try peers.close()
    }
}
