import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport

/// A statement that its author did not commit to anything, with the body that it names.
struct Forged {
    let signed: SignedStatement
    let body: SaltedBody

    func frame(transfer: UInt64) -> Frame {
        .statement(
            StatementFrame(
                statement: signed.bytes,
                opening: StatementFrame.Opening(transfer: transfer, salt: body.salt, first: body.content)))
    }
}

/// What its key lets it sign.
extension HostilePeer {
    /// The last statement of its usual stream.
    func tail() throws -> StreamTail { try Sample.need(party.ledger.state.ownTails[Sample.stream()]) }

    /// A genuinely signed statement for any place of a stream.
    func forge(
        at sequence: UInt64, previous: Digest, stream: HotlineProtocol.Stream? = nil, message: UInt64? = nil,
        to recipient: KeyLine? = nil, by author: TestIdentity? = nil
    ) throws -> Forged {
        let (author, recipient) = (author ?? identity, recipient ?? party.peer)
        let stream = try stream ?? Sample.stream()
        let id = [UInt8](repeating: 9, count: LogOrigin.idByteCount)
        let origin = try Sample.need(LogOrigin(owner: author.line.name, peer: recipient.name, id: id))
        let opening = try LogOpening(
            origin: origin, owner: author.key, peer: recipient.key, agreement: Agreement.builtIn.digest, at: Sample.time
        )
        var state = LedgerState()
        if let before = Ordinal(epoch: party.ledger.epoch, sequence: sequence - 1) {
            state.ownTails[stream] = StreamTail(ordinal: before, digest: previous)
        }
        var ledger = LineLedger(
            local: author.line, peer: recipient, opening: opening, epoch: party.ledger.epoch, state: state)
        let submission = try Sample.submission(message ?? 900_000 + world.random.next() % 100_000, stream: stream)
        let signed = try ledger.issue(submission, agreement: .builtIn, key: author.key, at: Sample.time)
        return Forged(signed: signed, body: submission.body)
    }

    /// A whole stream of its own, well chained.
    func forgeMany(_ count: Int) throws -> [Forged] {
        let stream = try Sample.stream("nrrc", .flash)
        var ledger = party.ledger
        return try (1...UInt64(count)).map { number in
            let submission = try Sample.submission(announce(500_000 + number, stream: stream), stream: stream)
            let signed = try ledger.issue(submission, agreement: .builtIn, key: identity.key, at: Sample.time)
            return Forged(signed: signed, body: submission.body)
        }
    }

    /// A receipt that it gave for another statement, under the name of this one.
    func falseReceipt(for arrived: StatementFrame) throws -> ReceiptFrame? {
        guard let old = party.issued.last(where: { $0.places.count == 1 }) else { return nil }
        let statement = try SignedStatement(decoding: arrived.statement).statement
        let place = ReceiptFrame.Place(stream: statement.stream, ordinal: statement.ordinal)
        return ReceiptFrame(receipt: old.receipt, places: [place], consistency: old.consistency)
    }

    func send(_ forged: Forged, _ out: SimWriting) async throws {
        try await out.write(forged.frame(transfer: 1_000_000 + world.random.next() % 1_000_000))
    }
}
