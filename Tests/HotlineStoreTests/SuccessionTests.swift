import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("A log that follows another")
struct SuccessionTests {
    private let line: TestLine
    private let said: [Submission]

    /// Three messages with receipts, then one that only alpha has.
    init() async throws {
        line = try TestLine()
        said = try (1...4).map { [line] in try line.submission("message \($0)") }
        let first = try await line.say(Array(said.prefix(3)))
        _ = try await line.receipt(line.deliver(first))
        try await line.say([said[3]])
    }

    private func succeed(returned: [(verified: VerifiedStatement, body: KeptBody)] = []) throws -> SucceededLine {
        let opening = line.alphaLine.opening
        let succession = Succession(
            predecessor: Predecessor(origin: opening.origin, size: 1, root: opening.leafHash), returned: returned)
        let newest = try #require(try line.alpha.store.lines().first)
        return try line.alpha.store.succeed(
            newest.id, with: succession, key: line.alpha.key, at: line.tick(),
            logID: try secureRandomBytes(LogOrigin.idByteCount),
            epoch: try #require(Epoch(try secureRandomBytes(Epoch.byteCount))))
    }

    @Test("what was queued is issued again under its id; both logs are whole, and one of them is the line's")
    func issuedAgain() throws {
        let before = try #require(try line.alpha.store.message(said[3].messageID, isOwn: true))
        let succeeded = try succeed()
        #expect(succeeded.issuedAgain == 1 && succeeded.restored == 0)
        let after = try #require(try line.alpha.store.message(said[3].messageID, isOwn: true))
        #expect(after.line == succeeded.record.id && after.line != before.line)
        #expect(after.signed.statement.previous == before.signed.statement.previous)
        #expect(try line.alpha.store.body(of: after.rowID) == said[3].body)
        #expect(try line.alpha.store.body(of: before.rowID) == nil)
        let listed = try line.alpha.store.messages(MessageQuery(line: succeeded.record.id))
        #expect(listed.map(\.signed.statement.messageID) == said.reversed().map(\.messageID))
        try line.alpha.close()
        try line.alpha.reopen()
        #expect(try line.alpha.store.lines().map(\.id) == [succeeded.record.id])
        #expect(try line.alpha.store.lines().first?.opening.predecessor?.origin == line.alphaLine.opening.origin)
        #expect(try integrity() == "ok")
    }

    @Test("no number is used twice: what the old log has in this opening's epoch stays there alone")
    func numberedOnce() throws {
        let before = try #require(try line.alpha.store.message(said[3].messageID, isOwn: true))
        #expect(before.signed.statement.ordinal == Ordinal(epoch: line.alpha.store.epoch, sequence: 4))
        let succeeded = try succeed()
        #expect(succeeded.ledger.epoch != line.alpha.store.epoch)
        let after = try #require(try line.alpha.store.message(said[3].messageID, isOwn: true))
        #expect(after.signed.statement.ordinal == Ordinal(epoch: succeeded.ledger.epoch, sequence: 1))
        _ = try succeed()
        let twice = try line.alpha.store.read {
            try $0.first(
                """
                SELECT count(*) FROM (SELECT 1 FROM statement WHERE is_own = 1
                    GROUP BY channel, precedence, epoch, sequence HAVING count(DISTINCT digest) > 1)
                """
            ) { try $0.integer() }
        }
        #expect(twice == 0)
    }

    @Test("an epoch that was used before begins no log")
    func usedEpoch() throws {
        let opening = line.alphaLine.opening
        let succession = Succession(
            predecessor: Predecessor(origin: opening.origin, size: 1, root: opening.leafHash), returned: [])
        #expect(throws: StoreError.self) {
            try line.alpha.store.succeed(
                line.alphaLine.id, with: succession, key: line.alpha.key, at: line.tick(),
                logID: [UInt8](repeating: 3, count: 8), epoch: line.alpha.store.epoch)
        }
        #expect(try line.alpha.store.lines().map(\.id) == [line.alphaLine.id])
    }

    @Test("again and again: each follows the one before, and the message is queued once")
    func twice() throws {
        _ = try succeed()
        try line.alpha.close()
        try line.alpha.reopen()
        let second = try succeed()
        let stream = said[3].stream
        let waiting = try line.alpha.store.unreceipted(
            line: second.record.id, stream: stream, afterRowID: 0, limit: 10, known: { _ in nil })
        #expect(waiting.map(\.signed.statement.messageID) == [said[3].messageID])
        #expect(waiting.first?.signed.statement.ordinal == Ordinal(epoch: second.ledger.epoch, sequence: 1))
        #expect(try line.alpha.store.queuedCount(line: second.record.id) == 1)
        try line.alpha.close()
        try line.alpha.reopen()
    }

    @Test("a statement that does not follow, and one that differs from the one here, change nothing")
    func refused() throws {
        let here = try #require(try line.alpha.store.message(said[3].messageID, isOwn: true))
        let other = try line.issuedAgain(try line.submission("another"), in: line.alpha.store.epoch)
        #expect(other.statement.ordinal != here.signed.statement.ordinal)
        #expect(throws: StoreError.self) { _ = try succeed(returned: [(other, .absent)]) }
        #expect(try line.alpha.store.lines().map(\.id) == [line.alphaLine.id])
        #expect(try line.alpha.store.message(said[3].messageID, isOwn: true) == here)
    }

    @Test(
        "the peer's new log takes the place of the one known; what it has lost is queued again, its receipts are kept")
    func accepted() throws {
        let (store, id) = (line.alpha.store, line.alphaLine.id)
        let opening = try LogOpening(
            owner: line.beta.identity, peer: line.alpha.identity, id: [UInt8](repeating: 9, count: 8),
            key: line.beta.key,
            at: line.tick())
        try store.setPeerOpening(id, line.betaLine.opening)
        try store.stopLine(id, reason: "older", cause: .peerRolledBack, held: nil, offered: nil, at: line.tick())
        #expect(try store.lines().first?.stopped?.cause == .peerRolledBack)
        let first = try #require(try store.message(said[0].messageID, isOwn: true))
        let tail = StreamTail(ordinal: first.signed.statement.ordinal, digest: first.signed.digest)
        try store.acceptSuccessor(
            id, opening: opening, streams: [HeldStream(stream: said[0].stream, tail: tail)], at: line.tick())
        let record = try #require(try store.lines().first)
        #expect(record.stopped == nil && record.held == nil && record.peerOpening == opening)
        #expect(try store.queuedCount(line: id) == 3)
        #expect(try store.lastReceipted(line: id)[said[0].stream]?.rowID == first.rowID)
        let kept = try store.read { try $0.first("SELECT count(*) FROM former_receipt") { try $0.integer() } }
        #expect(kept == 2)
        #expect(try store.message(said[1].messageID, isOwn: true)?.receipt != nil)
    }

    @Test("a database of the schema before is whole after the change of its tables, and its lines are unique still")
    func migrated() throws {
        let old = try GoldenFiles.copy(2)
        try old.reopen()
        #expect(try Self.integrity(old.store) == "ok")
        let indexes = try old.store.read {
            try $0.all("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'line' ORDER BY name") {
                try $0.text()
            }
        }
        #expect(indexes == ["line_key", "line_key_line", "line_name", "sqlite_autoindex_line_1"])
        let record = try #require(try old.store.lines().first)
        let again = try old.store.addLine(
            peer: record.peer, routes: [], key: old.key, at: TestNode.start, logID: [UInt8](repeating: 1, count: 8))
        #expect(again.id == record.id)
        try old.close()
    }

    private func integrity() throws -> String? { try Self.integrity(line.alpha.store) }

    private static func integrity(_ store: SQLiteStore) throws -> String? {
        try store.read { try $0.first("PRAGMA integrity_check") { try $0.text() } }
    }
}
