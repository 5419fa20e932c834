import HotlineAudit
import HotlineCrypto
@_spi(Store) import HotlineProtocol
import HotlineTestSupport
import TransparencyLog

/// A line of two parties with their logs in memory, and the proofs that a node would make of its messages.
struct ProofLine {
    /// One side.
    struct Side {
        let identity: TestIdentity
        var ledger: LineLedger
        var log = MemoryLog()
        /// What was committed, by leaf.
        var committed: [DurableStatement] = []
        var heads: [Head] = []

        mutating func commit(at seconds: UInt64) {
            let durable = DurableBatch(committed: ledger.seal(at: ProofLine.time(seconds)))
            log.append(durable)
            committed += durable.statements
            heads.append(durable.batch.head)
        }
    }

    var alpha: Side
    var beta: Side

    init(
        _ first: TestIdentity? = nil, _ second: TestIdentity? = nil, logID: UInt8 = 0xA1
    ) throws {
        let (one, two) = (try first ?? .alpha(), try second ?? .beta())
        alpha = try Self.side(one, two, logID)
        beta = try Self.side(two, one, logID + 1)
    }

    static func time(_ seconds: UInt64) -> UTCTime { UTCTime(milliseconds: Sample.time.milliseconds + 1000 * seconds) }

    private static func side(_ own: TestIdentity, _ peer: TestIdentity, _ logID: UInt8) throws -> Side {
        let opening = try Sample.opening(own, peer, id: logID)
        var side = Side(identity: own, ledger: LineLedger(new: opening, epoch: try Sample.epoch(logID)))
        side.commit(at: 0)
        return side
    }

    /// Alpha says something and beta takes it, each in a commit of its own.
    mutating func say(_ number: UInt64, size: Int? = nil) throws -> SignedStatement {
        try pass(Sample.submission(number, size: size))
    }

    /// Beta's officer decides on a message, and alpha takes that.
    mutating func answer(
        _ message: SignedStatement, id: UInt64, details: StatementDetails? = nil, kind: KindName = .acknowledgement,
        note: [UInt8] = Array("Looking.".utf8)
    ) throws -> SignedStatement {
        var submission = Submission(
            messageID: try Sample.messageID(id), stream: message.statement.stream, kind: kind, tlp: .amber,
            body: try Sample.body(note), mediaType: "text/plain")
        submission.inReplyTo = message.statement.messageID
        submission.details =
            try details ?? Sample.need(StatementDetails(decision: .accepted, officer: "Duty officer 7"))
        swap(&alpha, &beta)
        defer { swap(&alpha, &beta) }
        return try pass(submission)
    }

    private mutating func pass(_ submission: Submission) throws -> SignedStatement {
        let signed = try alpha.ledger.issue(
            submission, agreement: .builtIn, key: alpha.identity.key, at: Self.time(UInt64(alpha.heads.count) * 10))
        alpha.commit(at: UInt64(alpha.heads.count) * 10)
        let verified = try VerifiedStatement(
            verifying: signed, sender: alpha.identity.line, recipient: beta.identity.line.name)
        _ = try beta.ledger.take(verified, outcome: .delivered(.whole(submission.body)))
        beta.commit(at: UInt64(beta.heads.count) * 10 + 1)
        return signed
    }
}

extension ProofLine.Side {
    func durable(_ signed: SignedStatement) throws -> DurableStatement {
        try Sample.need(committed.first { $0.signed == signed })
    }

    /// This side's receipt.
    func receipt(_ signed: SignedStatement) throws -> Receipt {
        try Receipt.issue(for: [durable(signed)], key: identity.key, hashes: log)
    }

    /// A statement under this side's checkpoint of a size, cosigned by the other side where it is given.
    func logProof(_ signed: SignedStatement, size: UInt64? = nil, cosigner: TestIdentity? = nil) throws -> TLogProof {
        let head = try Sample.need(heads.first { $0.size == size ?? heads.last?.size })
        let index = try durable(signed).leafIndex
        return try TLogProof(
            index: index, path: MerkleTree.inclusionPath(index: index, size: head.size, reader: log),
            checkpoint: note(head, cosigner: cosigner))
    }

    func note(_ head: Head, cosigner: TestIdentity?) throws -> SignedNote {
        let origin = try Sample.need(NoteName(head.origin.description))
        let note = try Checkpoint(origin: origin, size: head.size, root: head.root).signed(by: identity.key)
        guard let cosigner else { return note }
        let verified = try VerifiedCheckpoint(verifying: note, origin: origin, key: identity.line.key)
        let signer = NoteSigner(name: NoteName(cosigner.line.name), key: cosigner.key)
        return try note.adding(signer.cosign(verified, at: 1_795_300_000))
    }
}

/// A message with a receipt, a cosigned checkpoint, its content and an answer, and its proof as alpha makes it.
struct ProofSample {
    var line: ProofLine
    let message: SignedStatement
    let answer: SignedStatement
    let other: SignedStatement

    init(size: Int? = nil) throws {
        line = try ProofLine()
        message = try line.say(1, size: size)
        other = try line.say(2)
        answer = try line.answer(message, id: 3)
        self.size = size
    }

    private let size: Int?

    var keys: [KeyLine] { [line.alpha.identity.line, line.beta.identity.line] }

    func body() throws -> SaltedBody { try Sample.submission(1, size: size).body }

    func messageItem(withBody: Bool = true) throws -> ProofItem {
        ProofItem(
            statement: message, receipts: [try line.beta.receipt(message)],
            logProof: try line.alpha.logProof(message, cosigner: line.beta.identity), body: withBody ? try body() : nil)
    }

    func answerItem() throws -> ProofItem {
        ProofItem(
            statement: answer, receipts: [try line.alpha.receipt(answer)], logProof: nil,
            body: try Sample.body(Array("Looking.".utf8)))
    }

    func file() throws -> ProofFile {
        try ProofFile(message: messageItem(), answers: [answerItem()], keyLines: keys)
    }

    func bytes() throws -> [UInt8] { try file().encoded() }

    /// What a reader with both keys says.
    func check(_ bytes: [UInt8]) throws -> ProofReport { try Sample.need(ProofCheck(keys: keys)).check(bytes) }

    func check(_ message: ProofItem, answers: [ProofItem] = []) throws -> ProofReport {
        try check(ProofFile(message: message, answers: answers, keyLines: []).encoded())
    }
}
