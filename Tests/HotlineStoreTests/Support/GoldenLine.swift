import HotlineCrypto
import TransparencyLog

@testable import HotlineProtocol
@testable import HotlineStore

/// Makes the golden database of the present schema: fixed keys, times and ids, and something in every table.
///
/// It is alpha's: line 1 with beta, in both directions and with every outcome; line 2 with gamma, which was stopped and
/// removed.
struct GoldenLine {
    /// The lines of the database, as it numbers them.
    static let lines: [Int64] = [1, 2]

    let line: TestLine
    let gamma: TestNode

    /// The one body that is stored in parts.
    private static let longBytes = 300 * 1024

    /// Alpha's node, with all of it committed and open.
    static func make() async throws -> TestLine {
        let golden = GoldenLine(line: try TestLine(), gamma: try TestNode("gamma.example", seed: 0xC3))
        try await golden.speak()
        try await golden.speakAtLength()
        try await golden.listen()
        try await golden.erase()
        try await golden.witness()
        try golden.loseHistory()
        try await golden.loseGamma()
        return golden.line
    }

    /// What alpha says: two channels, three precedences, a body of many pages, an empty one; beta's receipts for most.
    private func speak() async throws {
        try line.alpha.store.setRoutes(line.alphaLine.id, ["beta.example:7411", "192.0.2.7:7411"])
        try line.alpha.store.markVerified(line.alphaLine.id, at: line.time)
        try line.alpha.store.setPeerOpening(line.alphaLine.id, line.betaLine.opening)
        let first = try await line.say([
            try line.submission("The port is open."), try line.submission("It is urgent.", .flash),
            try line.submission("For the desk of the radiation centre.", channel: "nrrc", .priority),
        ])
        try await line.receipt(try await line.deliver(first))
        let large = (0..<9000).map { "line \($0)" }.joined(separator: "\n")
        let second = try await line.say([try line.submission(large), try line.submission("")])
        try await line.receipt(try await line.deliver(second))
        var asking = try line.submission("Please decide.", .immediate)
        asking.acknowledgeBy = 900
        var waiting = try line.submission("And on this.", .immediate)
        waiting.acknowledgeBy = 1800
        try await line.say([asking, waiting, try line.submission("Still on its way.")])
        try await acknowledge(asking)
    }

    /// A body in two parts, stored with its statement, and the first part of one that is still on its way.
    private func speakAtLength() async throws {
        let content = [UInt8](repeating: 0x2E, count: Self.longBytes)
        let body = try present(SaltedBody(salt: [UInt8](repeating: 7, count: Limits.saltBytes), content: content))
        var long = Submission(
            messageID: try line.nextID(), stream: try stream("csirt", .routine), kind: .message, tlp: .amber,
            body: body, mediaType: "text/plain")
        let (spool, other) = (SpoolID(rawValue: 1), SpoolID(rawValue: 2))
        long.spool = spool
        let parts = (0..<BodyPart.count(ofSize: content.count)).map { index in
            BodyPart(index: index, bytes: Array(content[BodyPart.range(index, ofSize: content.count)]))
        }
        let kept = parts.map { SpoolChange.keep(spool, line: line.alphaLine.id, part: $0) }
        _ = try await line.alpha.store.commit([], spools: kept)
        try await line.say([long])
        let rest = BodyPart(index: 0, bytes: [0x2E])
        _ = try await line.alpha.store.commit([], spools: [.keep(other, line: line.alphaLine.id, part: rest)])
    }

    /// Beta's acknowledgement, which ends alpha's wait.
    private func acknowledge(_ asked: Submission) async throws {
        var answer = try line.submission("Seen.", .immediate, kind: .acknowledgement)
        answer.inReplyTo = asked.messageID
        answer.details = try present(StatementDetails(decision: .accepted, officer: "officer one"))
        try await take(try await line.answer([answer])) { .delivered($0) }
    }

    /// What beta says: delivered, refused with alpha's refusal, and one that it issued again in another epoch.
    private func listen() async throws {
        let (said, unknown) = (try line.submission("We look at it.", .flash), try line.submission("?", channel: "nrrc"))
        try await take(try await line.answer([said])) { .delivered($0) }
        try await take(try await line.answer([unknown])) { _ in .refused(.unknownKind) }
        var refusal = try line.submission("unknown kind", channel: "nrrc", kind: .refusal)
        refusal.inReplyTo = unknown.messageID
        refusal.details = StatementDetails(refusal: .unknownKind)
        try await line.say([refusal])
        var recovered = LineLedger(
            local: line.beta.identity, peer: line.alpha.identity, opening: line.betaLine.opening,
            epoch: try TestNode.epoch(9, 0xB2), state: line.betaLedger.state)
        let again = try recovered.issue(said, agreement: .builtIn, key: line.beta.key, at: line.time)
        let verified = try VerifiedStatement(
            verifying: again, sender: line.beta.identity, recipient: line.alpha.identity.name)
        _ = try line.alphaLedger.take(verified, outcome: .repeated)
        _ = try await TestLine.commit(line.alphaLedger.seal(at: line.tick()), line.alpha)
    }

    /// Alpha takes what beta committed.
    private func take(_ batch: DurableBatch, _ outcome: (KeptBody) -> Outcome) async throws {
        for case .own(let signed, let body) in batch.batch.entries.map(\.content) {
            let verified = try VerifiedStatement(
                verifying: signed, sender: line.beta.identity, recipient: line.alpha.identity.name)
            _ = try line.alphaLedger.take(verified, outcome: outcome(body))
        }
        _ = try await TestLine.commit(line.alphaLedger.seal(at: line.tick()), line.alpha)
    }

    /// The body of alpha's second message goes, under a rule.
    private func erase() async throws {
        try await line.erase([2], because: .retention(rule: "csirt/message=1"))
        _ = try line.alpha.store.finishErasing()
    }

    /// A checkpoint of alpha's log, cosigned by beta.
    private func witness() async throws {
        let head = try line.alpha.store.head(of: line.alphaLine.id)
        let name = try head.origin.noteName
        let note = try Checkpoint(origin: name, size: head.size, root: head.root).signed(by: line.alpha.key)
        let verified = try VerifiedCheckpoint(verifying: note, origin: name, key: line.alpha.identity.key)
        line.alphaLedger.take(.own(CosignedCheckpoint(verified: verified, cosignedAt: line.tick().seconds)))
        _ = try await TestLine.commit(line.alphaLedger.seal(at: line.tick()), line.alpha)
    }

    /// Beta goes on in a new log, and has lost what came last on one stream.
    private func loseHistory() throws {
        let opening = try LogOpening(
            owner: line.beta.identity, peer: line.alpha.identity, id: [UInt8](repeating: 0xB9, count: 8),
            key: line.beta.key, at: line.tick())
        let tails = try line.alpha.store.ledgerState(of: line.alphaLine.id).ownTails
        let held = tails.filter { $0.key.precedence != .flash }.sorted { $0.key < $1.key }
        let streams = held.map { HeldStream(stream: $0.key, tail: $0.value) }
        // It names no log before it: the file was made when a store did not ask for that.
        try line.alpha.store.write { [id = line.alphaLine.id, time = line.tick()] database in
            try SQLiteStore.take(opening, of: id, streams: streams, at: time, database)
        }
    }

    /// A line that was stopped for two heads that contradict each other, and whose peer was removed.
    private func loseGamma() async throws {
        let record = try line.alpha.store.addLine(
            peer: gamma.identity, routes: ["gamma.example:7411"], key: line.alpha.key, at: line.time,
            logID: [UInt8](repeating: 0xC3, count: LogOrigin.idByteCount))
        var ledger = try line.alpha.ledger(record)
        try ledger.issue(
            try line.submission("Before the end."), agreement: .builtIn, key: line.alpha.key, at: line.time)
        _ = try await TestLine.commit(ledger.seal(at: line.tick()), line.alpha)
        try line.alpha.store.stopLine(
            record.id, reason: "fork", held: Array("the head held".utf8), offered: Array("the head offered".utf8),
            at: line.time)
        try line.alpha.store.addEvidence(
            record.id, reason: "equivocation", objects: [Array("one".utf8), Array("two".utf8), Array("three".utf8)],
            at: line.time)
        try line.alpha.store.removeLine(record.id, at: line.tick())
    }
}
