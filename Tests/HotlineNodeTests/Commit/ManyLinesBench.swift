import Foundation
import HotlineCrypto
import HotlineStore
import HotlineTestSupport
import Logging
import Synchronization
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

/// Alpha's commit service over a real store with as many lines as a test wants.
final class ManyLinesBench: Sendable {
    let home: Home
    let store: SQLiteStore
    let lines: [LineRecord]
    let commits: CommitService
    let alpha: TestIdentity

    init(lines count: Int, _ listener: (LineID, CommitService) -> any CommitListener) async throws {
        alpha = try TestIdentity.alpha()
        home = Home(path: "/tmp/hotline-lines-\(UInt32.random(in: 0...UInt32.max))")
        try home.makeDirectories()
        try SQLiteStore.create(home: home, identity: alpha.line, at: Fixed.time)
        store = try SQLiteStore.open(home: home, identity: alpha.line, epoch: try Fixed.epoch(0xA0), at: Fixed.time)
        let key = alpha.key
        commits = CommitService(
            store: store, key: key, agreement: .builtIn, clock: NodeClock(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var lines: [LineRecord] = []
        for number in 1...count {
            let seed = Hex.encode([UInt8](repeating: UInt8(number), count: SigningKey.seedByteCount))
            lines.append(
                try store.addLine(
                    peer: TestIdentity("peer-\(number).example", seed: seed).line, routes: [], key: key, at: Fixed.time,
                    logID: [UInt8](repeating: UInt8(number), count: 8)))
        }
        self.lines = lines
        for line in lines {
            let ledger = LineLedger(
                local: alpha.line, peer: line.peer, opening: line.opening, epoch: store.epoch,
                state: try store.ledgerState(of: line.id))
            await commits.open(line.id, ledger: ledger, listener: listener(line.id, commits))
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: home.path) }

    /// Commits since the store was opened, as SQLite's write-ahead log tells them (https://sqlite.org/fileformat.html,
    /// section 4.1): the last frame of each carries the database's size. The log must not have been moved meanwhile.
    func committed() throws -> Int {
        let (header, frame) = (32, 24 + 4096)
        let log = [UInt8](try Data(contentsOf: URL(fileURLWithPath: home.database + "-wal")))
        return stride(from: header, to: log.count - frame + 1, by: frame).count { start in
            log[(start + 4)..<(start + 8)].contains { $0 != 0 }
        }
    }

    /// A message of its own id to be said.
    static func submission() throws -> Submission {
        let random = try secureRandomBytes(10)
        return Submission(
            messageID: try Fixed.need(MessageID(at: Fixed.time, random: random)), stream: try Fixed.stream(),
            kind: .message, tlp: .amber, body: try Fixed.body([1, 2, 3]), mediaType: "text/plain")
    }
}

extension CommitService {
    /// Queues all of it in one turn of the actor, so that nothing is committed in between.
    func enqueue(all items: [CommitItem]) {
        for item in items { enqueue(item) }
    }
}

/// Queues something the first time that it is told of a commit, while that commit is not over.
final class QueueingListener: CommitListener {
    typealias Work = @Sendable () async -> Void

    private let work = Mutex<Work?>(nil)
    private let told = Mutex<[LineCommit]>([])

    /// All that was told.
    var commits: [LineCommit] { told.withLock { $0 } }

    func onFirst(_ work: @escaping Work) { self.work.withLock { $0 = work } }

    func committed(_ commit: LineCommit) async {
        told.withLock { $0.append(commit) }
        let next = work.withLock { work in
            defer { work = nil }
            return work
        }
        await next?()
    }

    func notStored(_ session: UInt64) {}
}
