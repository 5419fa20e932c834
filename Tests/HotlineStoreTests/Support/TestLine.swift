import HotlineCrypto
import HotlineProtocol

@testable import HotlineStore

/// A line between two nodes with real stores: what is said is signed, committed, passed on, verified and receipted.
final class TestLine {
    let alpha: TestNode
    let beta: TestNode
    let alphaLine: LineRecord
    let betaLine: LineRecord
    var alphaLedger: LineLedger
    var betaLedger: LineLedger
    private var ids: UInt64 = 0
    private(set) var time = TestNode.start

    init() throws {
        alpha = try TestNode("alpha.example", seed: 0xA1)
        beta = try TestNode("beta.example", seed: 0xB2)
        alphaLine = try alpha.pin(beta)
        betaLine = try beta.pin(alpha)
        alphaLedger = try alpha.ledger(alphaLine)
        betaLedger = try beta.ledger(betaLine)
    }

    /// A submission under a new id.
    func submission(
        _ text: String, channel: String = "csirt", _ precedence: Precedence = .routine, kind: KindName = .message
    ) throws -> Submission {
        let body = try present(
            SaltedBody(salt: [UInt8](repeating: 7, count: Limits.saltBytes), content: Array(text.utf8)))
        return Submission(
            messageID: try nextID(), stream: try stream(channel, precedence), kind: kind, tlp: .amber, body: body,
            mediaType: "text/plain")
    }

    func nextID() throws -> MessageID {
        ids += 1
        let random = [0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: ids >> (56 - 8 * UInt64($0))) }
        // The variant's two bits stand in the third byte, which the count never reaches.
        return try present(MessageID(at: TestNode.start, random: random))
    }

    /// The clock goes on by a second for each batch.
    func tick() -> UTCTime {
        time = UTCTime(milliseconds: time.milliseconds + 1001)
        return time
    }

    /// Alpha says it all in one batch.
    @discardableResult
    func say(_ submissions: [Submission]) async throws -> DurableBatch {
        let agreement = try present(Agreement.builtIn)
        for submission in submissions {
            try alphaLedger.issue(submission, agreement: agreement, key: alpha.key, at: time)
        }
        return try await Self.commit(alphaLedger.seal(at: tick()), alpha)
    }

    /// Beta says it all in one batch.
    @discardableResult
    func answer(_ submissions: [Submission]) async throws -> DurableBatch {
        let agreement = try present(Agreement.builtIn)
        for submission in submissions {
            try betaLedger.issue(submission, agreement: agreement, key: beta.key, at: time)
        }
        return try await Self.commit(betaLedger.seal(at: tick()), beta)
    }

    /// What alpha signs in another epoch, after `before` or after all that it said, without keeping it.
    func issuedAgain(
        _ submission: Submission, in epoch: Epoch, after before: SignedStatement? = nil
    ) throws -> VerifiedStatement {
        var state = alphaLedger.state
        if let before {
            let tail = StreamTail(ordinal: before.statement.ordinal, digest: before.digest)
            state.ownTails[before.statement.stream] = tail
        }
        var ledger = LineLedger(
            local: alpha.identity, peer: beta.identity, opening: alphaLine.opening, epoch: epoch, state: state)
        let signed = try ledger.issue(
            submission, agreement: try present(Agreement.builtIn), key: alpha.key, at: time)
        return try VerifiedStatement(verifying: signed, sender: alpha.identity, recipient: beta.identity.name)
    }

    /// Beta takes what alpha committed.
    @discardableResult
    func deliver(
        _ batch: DurableBatch, outcome: (SignedStatement, KeptBody) -> Outcome = { .delivered($1) }
    ) async throws -> DurableBatch {
        for case .own(let signed, let body) in batch.batch.entries.map(\.content) {
            let arrived = try SignedStatement(decoding: signed.bytes)
            let verified = try VerifiedStatement(
                verifying: arrived, sender: alpha.identity, recipient: beta.identity.name)
            _ = try betaLedger.take(verified, outcome: outcome(signed, body))
        }
        return try await Self.commit(betaLedger.seal(at: tick()), beta)
    }

    /// Alpha takes what beta said.
    @discardableResult
    func deliverBack(_ batch: DurableBatch) async throws -> DurableBatch {
        for case .own(let signed, let body) in batch.batch.entries.map(\.content) {
            let verified = try VerifiedStatement(
                verifying: signed, sender: beta.identity, recipient: alpha.identity.name)
            _ = try alphaLedger.take(verified, outcome: .delivered(body))
        }
        return try await Self.commit(alphaLedger.seal(at: tick()), alpha)
    }

    /// The log in which beta goes on after that head.
    func betaGoesOn(_ id: UInt8, after held: Head) throws -> LogOpening {
        let id = [UInt8](repeating: id, count: LogOrigin.idByteCount)
        return try LogOpening(
            origin: try present(LogOrigin(owner: beta.identity.name, peer: alpha.identity.name, id: id)),
            owner: beta.key, peer: alpha.identity.key, predecessor: Predecessor(of: held), at: tick())
    }

    /// Alpha verifies and stores beta's receipt for what beta committed.
    @discardableResult
    func receipt(_ batch: DurableBatch) async throws -> DurableBatch {
        let taken = batch.statements.filter { !$0.isOwn }
        let issued = try Receipt.issue(for: taken, key: beta.key, hashes: beta.store.hashes(of: betaLine.id))
        let records = try Receipt(decoding: issued.bytes).verify(
            leaves: taken.map(\.signed.leafHash), owner: beta.identity, peer: alpha.identity.name)
        alphaLedger.take(
            zip(taken, records).map {
                ReceiptRecord(for: $0.signed.statement, receipt: $1)
            })
        return try await Self.commit(alphaLedger.seal(at: tick()), alpha)
    }

    static func commit(_ batch: LogBatch, _ node: TestNode) async throws -> DurableBatch {
        try present(try await node.store.commit([batch]).first)
    }
}
