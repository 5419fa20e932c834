import HotlineCrypto
@_spi(Store) import HotlineProtocol
import HotlineStore
import HotlineTestSupport

/// A line between two nodes with real stores, on which everything is said that a log can hold.
final class AuditedLine {
    let alpha: AuditedNode
    let beta: AuditedNode
    let alphaLine: LineRecord
    let betaLine: LineRecord
    var alphaLedger: LineLedger
    var betaLedger: LineLedger
    private var ids: UInt64 = 0
    private(set) var time = AuditedNode.start

    init() throws {
        alpha = try AuditedNode(try .alpha())
        beta = try AuditedNode(try .beta())
        alphaLine = try alpha.pin(beta.identity, logID: 0xA1)
        betaLine = try beta.pin(alpha.identity, logID: 0xB2)
        try alpha.store.setPeerOpening(alphaLine.id, betaLine.opening)
        try beta.store.setPeerOpening(betaLine.id, alphaLine.opening)
        alphaLedger = try alpha.ledger(alphaLine)
        betaLedger = try beta.ledger(betaLine)
    }

    /// A submission under a new id.
    func submission(
        _ text: String, _ channel: String = "csirt", _ precedence: Precedence = .routine, kind: KindName = .message
    ) throws -> Submission {
        ids += 1
        return Submission(
            messageID: try Sample.messageID(ids), stream: try Sample.stream(channel, precedence), kind: kind,
            tlp: .amber, body: try Sample.body(Array(text.utf8)), mediaType: "text/plain")
    }

    /// The clock goes on by more than a second for each batch.
    func tick() -> UTCTime {
        time = UTCTime(milliseconds: time.milliseconds + 1001)
        return time
    }

    /// Alpha says it all in one batch.
    @discardableResult
    func say(_ submissions: [Submission]) async throws -> DurableBatch {
        for submission in submissions {
            try alphaLedger.issue(submission, agreement: .builtIn, key: alpha.identity.key, at: time)
        }
        return try await commitAlpha()
    }

    /// Beta says it all in one batch, and alpha takes it.
    ///
    /// - Returns: what beta said, and alpha's batch.
    @discardableResult
    func hear(
        _ submissions: [Submission], outcome: (KeptBody) -> Outcome = { .delivered($0) }
    ) async throws -> (said: [(signed: SignedStatement, body: KeptBody)], taken: DurableBatch) {
        for submission in submissions {
            try betaLedger.issue(submission, agreement: .builtIn, key: beta.identity.key, at: time)
        }
        let batch = betaLedger.seal(at: tick())
        _ = try await beta.store.commit([batch])
        var said: [(signed: SignedStatement, body: KeptBody)] = []
        for case .own(let signed, let body) in batch.entries.map(\.content) {
            said.append((signed, body))
            try take(signed, outcome(body))
            if case .refused(let code) = outcome(body) { try refuse(signed.statement, code) }
        }
        return (said, try await commitAlpha())
    }

    func take(_ signed: SignedStatement, _ outcome: Outcome) throws {
        let verified = try VerifiedStatement(
            verifying: signed, sender: beta.identity.line, recipient: alpha.identity.line.name)
        _ = try alphaLedger.take(verified, outcome: outcome)
    }

    private func refuse(_ statement: Statement, _ code: RefusalCode) throws {
        var refusal = try submission("", statement.stream.channel.text, statement.stream.precedence, kind: .refusal)
        refusal.inReplyTo = statement.messageID
        refusal.details = StatementDetails(refusal: code)
        try alphaLedger.issue(refusal, agreement: .builtIn, key: alpha.identity.key, at: time)
    }

    /// Beta's sender recovers and issues the same message again in another epoch.
    func hearAgain(_ said: Submission) async throws {
        var recovered = LineLedger(
            local: beta.identity.line, peer: alpha.identity.line, opening: betaLine.opening,
            epoch: try Sample.epoch(0x99), state: betaLedger.state)
        try take(
            try recovered.issue(said, agreement: .builtIn, key: beta.identity.key, at: time), .repeated)
        try await commitAlpha()
    }

    /// Beta takes what alpha said, and alpha its receipts, a frame for each so many. Beta's own database is not looked at, so
    /// it keeps no bodies.
    func receipt(_ said: DurableBatch, inFramesOf count: Int = 32) async throws {
        for case .own(let signed, _) in said.batch.entries.map(\.content) {
            let verified = try VerifiedStatement(
                verifying: signed, sender: alpha.identity.line, recipient: beta.identity.line.name)
            _ = try betaLedger.take(verified, outcome: .repeated)
        }
        let batch = betaLedger.seal(at: tick())
        let durable = try Sample.need(try await beta.store.commit([batch]).first)
        let taken = durable.statements.filter { !$0.isOwn }
        for start in stride(from: 0, to: taken.count, by: count) {
            try await receipt(Array(taken[start..<min(start + count, taken.count)]))
        }
    }

    func receipt(_ taken: [DurableStatement], of log: LineID? = nil) async throws {
        let hashes = beta.store.hashes(of: log ?? betaLine.id)
        let receipt = try Receipt.issue(for: taken, key: beta.identity.key, hashes: hashes)
        let verified = try receipt.verify(
            leaves: taken.map(\.signed.leafHash), owner: beta.identity.line, peer: alpha.identity.line.name)
        alphaLedger.take(zip(taken, verified).map { ReceiptRecord(for: $0.signed.statement, receipt: $1) })
        try await commitAlpha()
    }

    @discardableResult
    func commitAlpha() async throws -> DurableBatch {
        try Sample.need(try await alpha.store.commit([alphaLedger.seal(at: tick())]).first)
    }

    /// Alpha's daemon is started anew: own statements are of another epoch from here on.
    func restartAlpha() throws {
        try alpha.reopen()
        alphaLedger = try alpha.ledger(alphaLine)
    }

    /// A body that is stored in parts.
    func sayAtLength() async throws -> DurableBatch {
        var long = try submission(String(repeating: "all quiet. ", count: 30_000))
        let (content, spool) = (long.body.content, SpoolID(rawValue: 1))
        let parts = (0..<BodyPart.count(ofSize: content.count)).map { index in
            SpoolChange.keep(
                spool, line: alphaLine.id,
                part: BodyPart(index: index, bytes: Array(content[BodyPart.range(index, ofSize: content.count)])))
        }
        _ = try await alpha.store.commit([], spools: parts)
        long.spool = spool
        return try await say([long])
    }
}
