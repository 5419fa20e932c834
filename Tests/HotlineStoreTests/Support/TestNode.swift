import Foundation
import GRDB
import HotlineCrypto
import HotlineProtocol
import TransparencyLog

@testable import HotlineStore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One side of a line for tests: an identity, a home on the disk that goes away with it, a store and a ledger.
final class TestNode {
    static let start = UTCTime(milliseconds: 1_790_000_000_123)

    let key: SigningKey
    let identity: KeyLine
    let home: Home
    private(set) var store: SQLiteStore
    private(set) var openings: UInt8 = 1

    init(_ name: String, seed: UInt8) throws {
        key = try SigningKey(seed: [UInt8](repeating: seed, count: SigningKey.seedByteCount))
        identity = KeyLine(name: try node(name), key: key.verifyingKey)
        home = try Self.makeHome()
        try SQLiteStore.create(home: home, identity: identity, at: Self.start)
        store = try SQLiteStore.open(home: home, identity: identity, epoch: try Self.epoch(1, seed), at: Self.start)
        self.seed = seed
    }

    private let seed: UInt8

    deinit { try? FileManager.default.removeItem(atPath: home.path) }

    /// Pins the other and opens the log.
    func pin(_ peer: TestNode, routes: [String] = []) throws -> LineRecord {
        try store.addLine(
            peer: peer.identity, routes: routes, key: key, at: Self.start, logID: [UInt8](repeating: seed, count: 8))
    }

    /// A ledger that goes on from what the store holds.
    func ledger(_ line: LineRecord) throws -> LineLedger {
        LineLedger(
            local: identity, peer: line.peer, opening: line.opening, epoch: store.epoch,
            state: try store.ledgerState(of: line.id))
    }

    func close() throws {
        try store.close()
    }

    func reopen() throws {
        openings += 1
        store = try SQLiteStore.open(
            home: home, identity: identity, epoch: try Self.epoch(openings, seed), at: Self.start)
    }

    /// Opens a store on this home that is expected to be refused.
    func openAgain() throws -> SQLiteStore {
        try SQLiteStore.open(home: home, identity: identity, epoch: try Self.epoch(200, seed), at: Self.start)
    }

    /// Changes the closed database behind the store's back.
    func tamper(_ change: (Database) throws -> Void) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: home.database, configuration: configuration)
        try queue.writeWithoutTransaction(change)
        try queue.close()
    }

    static func epoch(_ number: UInt8, _ seed: UInt8) throws -> Epoch {
        try present(Epoch([UInt8](repeating: seed, count: 15) + [number]))
    }

    static func makeHome() throws -> Home {
        let name = Hex.encode(try secureRandomBytes(8))
        let path = (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/hotline-store-\(name)"
        guard mkdir(path, 0o700) == 0 else { throw Absent() }
        return Home(path: path)
    }
}

/// A value that a test needs is not there.
struct Absent: Error {}

func present<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Absent() }
    return value
}

func node(_ name: String) throws -> NodeName { try present(NodeName(name)) }

func stream(_ channel: String, _ precedence: Precedence) throws -> HotlineProtocol.Stream {
    HotlineProtocol.Stream(channel: try present(ChannelName(channel)), precedence: precedence)
}
