import HotlineCrypto
@_spi(Store) import HotlineProtocol

/// The line of the test vectors: alpha.example and beta.example with the keys of RFC 8032 section 7.1, and fixed epochs,
/// ids, salts and times. Alpha sends one message, beta receipts and acknowledges it, alpha logs beta's head.
struct DocumentLine {
    /// A fixed value that breaks its own rule.
    struct Unusable: Error {}

    /// One side with its log in memory.
    struct Side {
        let key: SigningKey
        let me: KeyLine
        var ledger: LineLedger
        var log = MemoryLog()
        /// The head after each commit.
        var heads: [SignedHead] = []

        mutating func commit(at time: UTCTime) throws -> DurableBatch {
            let durable = DurableBatch(committed: ledger.seal(at: time))
            log.append(durable)
            heads.append(try SignedHead(signing: durable.batch.head, key: key))
            return durable
        }
    }

    static let content = "Port 502 is open."
    static let salt = [UInt8](0xC0...0xCF)
    /// 2026-11-21T22:00:00Z; each step is a second later.
    static let start: UInt64 = 1_795_298_400_000

    var alpha: Side
    var beta: Side
    let stream: Stream
    /// Alpha's message.
    let statement: SignedStatement
    /// Beta's answer to it.
    let acknowledgement: SignedStatement
    let hellos: (alpha: Hello, beta: Hello, again: Hello)
    let receipt: ReceiptFrame

    init() throws {
        let keys = (try Self.key(Self.secretOne), try Self.key(Self.secretTwo))
        let lines = (try Self.line("alpha.example", keys.0), try Self.line("beta.example", keys.1))
        alpha = try Self.side(keys.0, lines.0, lines.1, bytes: 0xA0)
        beta = try Self.side(keys.1, lines.1, lines.0, bytes: 0xB0)
        guard let csirt = ChannelName("csirt") else { throw Unusable() }
        stream = Stream(channel: csirt, precedence: .immediate)
        let first = try alpha.commit(at: Self.time(0)).batch.head
        _ = try beta.commit(at: Self.time(1))
        let hello = try alpha.ledger.hello(newest: first, key: alpha.key, dialCounter: 1, at: Self.time(2))

        statement = try alpha.ledger.issue(
            Self.message(stream), agreement: .builtIn, key: alpha.key, at: Self.time(3))
        _ = try alpha.commit(at: Self.time(3))
        let verified = try VerifiedStatement(verifying: statement, sender: lines.0, recipient: lines.1.name)
        _ = try beta.ledger.take(verified, outcome: .delivered(.whole(try Self.body(Self.content))))
        let taken = try beta.commit(at: Self.time(4))
        receipt = ReceiptFrame(
            receipt: try Receipt.issue(for: taken.statements, key: beta.key, hashes: beta.log),
            places: [ReceiptFrame.Place(stream: stream, ordinal: statement.statement.ordinal)],
            consistency: try ReceiptFrame.consistency(between: 1, and: 2, hashes: beta.log))
        let answering = try beta.ledger.hello(
            newest: taken.batch.head, key: beta.key, dialCounter: 0, at: Self.time(5))

        acknowledgement = try beta.ledger.issue(
            Self.answer(stream), agreement: .builtIn, key: beta.key, at: Self.time(6))
        let proofs = try receipt.receipt.verify(leaves: [statement.leafHash], owner: lines.1, peer: lines.0.name)
        let said = statement.statement
        alpha.ledger.take(proofs.map { ReceiptRecord(for: said, receipt: $0) })
        let third = try alpha.commit(at: Self.time(5)).batch.head
        let again = try alpha.ledger.hello(newest: third, key: alpha.key, dialCounter: 2, at: Self.time(7))
        hellos = (hello, answering, again)
    }
}

extension DocumentLine {
    static let secretOne = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    static let secretTwo = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"

    static func time(_ seconds: UInt64) -> UTCTime { UTCTime(milliseconds: start + 1000 * seconds) }

    static func body(_ text: String) throws -> SaltedBody {
        guard let body = SaltedBody(salt: salt, content: Array(text.utf8)) else { throw Unusable() }
        return body
    }

    private static func key(_ secret: String) throws -> SigningKey {
        guard let seed = Hex.decode(secret) else { throw Unusable() }
        return try SigningKey(seed: seed)
    }

    private static func line(_ name: String, _ key: SigningKey) throws -> KeyLine {
        guard let name = NodeName(name) else { throw Unusable() }
        return KeyLine(name: name, key: key.verifyingKey)
    }

    /// A side whose log id and epoch count up from `bytes`.
    private static func side(_ key: SigningKey, _ me: KeyLine, _ peer: KeyLine, bytes: UInt8) throws -> Side {
        let opening = try LogOpening(
            owner: me, peer: peer, id: [UInt8](bytes..<bytes + 8), key: key, at: time(bytes == 0xA0 ? 0 : 1))
        guard let epoch = Epoch([UInt8](bytes..<bytes + 16)) else { throw Unusable() }
        return Side(key: key, me: me, ledger: LineLedger(new: opening, epoch: epoch))
    }

    private static func message(_ stream: Stream) throws -> Submission {
        guard let id = MessageID(at: time(3), random: [UInt8](0x00...0x09)) else { throw Unusable() }
        var submission = Submission(
            messageID: id, stream: stream, kind: .message, tlp: .amber, body: try body(content),
            mediaType: "text/plain")
        submission.language = "en"
        submission.acknowledgeBy = 1800
        return submission
    }

    private static func answer(_ stream: Stream) throws -> Submission {
        guard let id = MessageID(at: time(6), random: [UInt8](0x10...0x19)) else { throw Unusable() }
        var submission = Submission(
            messageID: id, stream: stream, kind: .acknowledgement, tlp: .amber, body: try body("Looking."),
            mediaType: "text/plain")
        submission.inReplyTo = try message(stream).messageID
        submission.details = StatementDetails(decision: .accepted, officer: "Duty officer 7") ?? StatementDetails()
        return submission
    }
}
