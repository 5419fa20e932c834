import GRDB
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

    @Test("what is erased in a log that another follows is recorded in the other, and a start holds it against that")
    func erasedBefore() async throws {
        let succeeded = try succeed()
        let former = try #require(try line.alpha.store.message(said[0].messageID, isOwn: true))
        let log = line.alphaLine.opening.origin
        func erase(_ leaves: Set<UInt64>, of log: LogOrigin?) async throws {
            var ledger = succeeded.ledger
            try ledger.erase(leaves, of: log, because: .retention(rule: "*/*=1"), key: line.alpha.key, at: line.tick())
            _ = try await TestLine.commit(ledger.seal(at: line.tick()), line.alpha)
        }
        let strange = try #require(LogOrigin(owner: log.owner, peer: log.peer, id: [UInt8](repeating: 9, count: 8)))
        await #expect(throws: StoreError.self) { try await erase([former.leafIndex], of: strange) }
        try await erase([former.leafIndex], of: log)
        #expect(try line.alpha.store.newestLog(of: line.alphaLine.id) == succeeded.record.id)
        let erasure = try #require(try line.alpha.store.erasure(of: former.rowID))
        #expect(erasure.log == succeeded.record.opening.origin)
        try line.alpha.close()
        try line.alpha.reopen()
        #expect(try line.alpha.store.body(of: former.rowID) == nil)
        try line.alpha.close()
        try line.alpha.tamper { try $0.execute(sql: "DELETE FROM erasure") }
        #expect(throws: StoreError.self) { try line.alpha.openAgain() }
    }

    @Test("a log that another follows takes no entry any more, whoever still has its ledger")
    func closed() async throws {
        _ = try succeed()
        let size = try line.alpha.store.head(of: line.alphaLine.id).size
        await #expect(throws: StoreError.self) { try await line.say([try line.submission("late")]) }
        #expect(try line.alpha.store.head(of: line.alphaLine.id).size == size)
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

    @Test("a peer that withheld a statement and gives it back the second time: the one issued again gives way")
    func withheld() throws {
        let first = try #require(try line.alpha.store.message(said[3].messageID, isOwn: true))
        let withheld = try VerifiedStatement(
            verifying: first.signed, sender: line.alpha.identity, recipient: line.beta.identity.name)
        _ = try succeed()
        let again = try #require(try line.alpha.store.message(said[3].messageID, isOwn: true))
        #expect(again.signed != first.signed)
        let second = try succeed(returned: [(withheld, .absent)])
        let now = try #require(try line.alpha.store.message(said[3].messageID, isOwn: true))
        #expect(now.signed == first.signed && now.line == second.record.id)
        #expect(try line.alpha.store.body(of: now.rowID) == said[3].body)
        #expect(try line.alpha.store.queuedCount(line: second.record.id) == 1)
        #expect(second.restored == 0 && second.issuedAgain == 0)
    }

    /// What the peer has under the id of the message that is queued here: alpha said it, and its store has lost it.
    private func lost(_ submission: Submission) throws -> VerifiedStatement {
        let last = try #require(try line.alpha.store.message(said[2].messageID, isOwn: true))
        return try line.issuedAgain(submission, in: TestNode.epoch(77, 1), after: last.signed)
    }

    @Test("a message that was submitted again under another salt is with the peer: it is not issued again")
    func submittedAgain() throws {
        var same = said[3]
        same.body = try present(
            SaltedBody(salt: [UInt8](repeating: 9, count: Limits.saltBytes), content: said[3].body.content))
        let succeeded = try succeed(returned: [(lost(same), .whole(same.body))])
        #expect(succeeded.restored == 1 && succeeded.issuedAgain == 0)
        let now = try #require(try line.alpha.store.message(said[3].messageID, isOwn: true))
        #expect(try line.alpha.store.body(of: now.rowID) == same.body)
    }

    @Test("one with other content under the id, or with content that nobody can compare, is not dropped")
    func submittedOther() throws {
        let here = try #require(try line.alpha.store.message(said[3].messageID, isOwn: true))
        var other = said[3]
        other.body = try present(
            SaltedBody(salt: [UInt8](repeating: 9, count: Limits.saltBytes), content: Array("message 5".utf8)))
        var clear = said[3]
        clear.tlp = .clear
        for (submission, body) in [
            (other, KeptBody.whole(other.body)), (clear, .whole(clear.body)), (other, .absent),
        ] {
            let error = #expect(throws: StoreError.self) { try succeed(returned: [(lost(submission), body)]) }
            guard case .conflict(let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("submitted again"))
        }
        #expect(try line.alpha.store.message(said[3].messageID, isOwn: true) == here)
        #expect(try line.alpha.store.body(of: here.rowID) == said[3].body)
    }

    @Test("nor is one that was submitted to another peer under the id")
    func submittedElsewhere() async throws {
        let gamma = try TestNode("gamma.example", seed: 0xC3)
        let other = try line.alpha.pin(gamma)
        var ledger = try line.alpha.ledger(other)
        let elsewhere = try line.submission("for gamma")
        try ledger.issue(
            elsewhere, agreement: try present(Agreement.builtIn), key: line.alpha.key, at: line.time)
        _ = try await TestLine.commit(ledger.seal(at: line.tick()), line.alpha)
        var lost = try line.submission("for beta")
        lost.messageID = elsewhere.messageID
        let returned = try self.lost(lost)
        #expect(throws: StoreError.self) { try succeed(returned: [(returned, .whole(lost.body))]) }
        let kept = try #require(try line.alpha.store.message(elsewhere.messageID, isOwn: true))
        #expect(kept.line == other.id && kept.outcome == .delivered)
        #expect(try line.alpha.store.body(of: kept.rowID) == elsewhere.body)
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
        try store.setPeerOpening(id, line.betaLine.opening)
        let opening = try line.betaGoesOn(9, after: try #require(try store.lines().first?.held).head)
        try store.stopLine(id, reason: "older", cause: .peerRolledBack, held: nil, offered: nil, at: line.tick())
        #expect(try store.lines().first?.stopped?.cause == .peerRolledBack)
        let first = try #require(try store.message(said[0].messageID, isOwn: true))
        let tail = StreamTail(ordinal: first.signed.statement.ordinal, digest: first.signed.digest)
        try store.acceptSuccessor(
            id, opening: opening, streams: [HeldStream(stream: said[0].stream, tail: tail)], ending: "older",
            at: line.tick())
        let record = try #require(try store.lines().first)
        #expect(record.stopped == nil && record.held == nil && record.peerOpening == opening)
        #expect(try store.queuedCount(line: id) == 3)
        #expect(try store.lastReceipted(line: id)[said[0].stream]?.rowID == first.rowID)
        let kept = try store.read { try $0.first("SELECT count(*) FROM former_receipt") { try $0.integer() } }
        #expect(kept == 2)
        #expect(try store.message(said[1].messageID, isOwn: true)?.receipt != nil)
    }

    @Test("a log of the peer that follows another head than the one held is not taken, nor one a second time")
    func acceptedOnce() throws {
        let (store, id) = (line.alpha.store, line.alphaLine.id)
        try store.setPeerOpening(id, line.betaLine.opening)
        let held = try #require(try store.lines().first?.held).head
        let earlier = Head(origin: held.origin, size: 1, root: line.betaLine.opening.leafHash, issuedAt: 0)
        func accept(_ opening: LogOpening) throws {
            try store.acceptSuccessor(id, opening: opening, streams: [], ending: nil, at: line.tick())
        }
        let (early, next) = (try line.betaGoesOn(9, after: earlier), try line.betaGoesOn(9, after: held))
        #expect(throws: StoreError.self) { try accept(early) }
        try store.stopLine(id, reason: "a fork", cause: .fork, held: nil, offered: nil, at: line.tick())
        #expect(try store.lines().first?.peerOpening == line.betaLine.opening)
        try accept(next)
        #expect(throws: StoreError.self) { try accept(next) }
        #expect(try store.formerPeerLogs(of: id).map(\.opening) == [line.betaLine.opening])
        let record = try #require(try store.lines().first)
        #expect(record.peerOpening == next)
        #expect(record.stopped?.reason == "a fork", "nobody knew of it when the new log was looked at")
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
