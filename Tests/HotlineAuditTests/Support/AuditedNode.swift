import Foundation
import HotlineCrypto
import HotlineProtocol
import HotlineStore
import HotlineTestSupport

/// One side of an audited line: an identity and a home with a real store, which goes away with it.
final class AuditedNode {
    static let start = UTCTime(milliseconds: 1_790_000_000_123)

    let identity: TestIdentity
    let folder: URL
    let home: Home
    private(set) var store: SQLiteStore
    private var openings: UInt8 = 1

    init(_ identity: TestIdentity) throws {
        self.identity = identity
        let name = "hotline-audit-\(Hex.encode(try secureRandomBytes(8)))"
        folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        home = Home(path: folder.path)
        try SQLiteStore.create(home: home, identity: identity.line, at: Self.start)
        try Data("\(identity.line)\n".utf8).write(to: URL(fileURLWithPath: home.identityLine))
        store = try SQLiteStore.open(
            home: home, identity: identity.line, epoch: try Sample.epoch(1), at: Self.start)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Pins the other and opens the log.
    func pin(_ peer: TestIdentity, logID: UInt8) throws -> LineRecord {
        try store.addLine(
            peer: peer.line, routes: [], key: identity.key, at: Self.start,
            logID: [UInt8](repeating: logID, count: LogOrigin.idByteCount))
    }

    /// A ledger that goes on from what the store holds.
    func ledger(_ line: LineRecord) throws -> LineLedger {
        LineLedger(
            local: identity.line, peer: line.peer, opening: line.opening, epoch: store.epoch,
            state: try store.ledgerState(of: line.id))
    }

    /// Closes the store and opens it again, which draws another epoch.
    func reopen() throws {
        try store.close()
        openings += 1
        store = try SQLiteStore.open(
            home: home, identity: identity.line, epoch: try Sample.epoch(openings), at: Self.start)
    }

    func close() throws { try store.close() }
}
