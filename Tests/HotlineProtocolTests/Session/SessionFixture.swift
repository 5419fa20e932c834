import CBOR
import HotlineCrypto
import HotlineTestSupport
import Testing

@_spi(Store) @testable import HotlineProtocol

/// Moments on the monotonic clock, in seconds from the start, to the millisecond.
func at(_ seconds: Double) -> MonotonicTime { Sample.start + .milliseconds(Int64((seconds * 1000).rounded())) }

extension Frame {
    /// One word a frame, for transcripts.
    var word: String {
        switch self {
        case .hello: "hello"
        case .statement(let frame): frame.opening == nil ? "repetition" : "statement"
        case .chunk(let frame): "chunk@\(frame.offset)"
        case .receipt(let frame): "receipt×\(frame.places.count)"
        case .checkpoint: "checkpoint"
        case .cosignature(let frame):
            if case .held(let size) = frame.answer { "held \(size)" } else { "cosignature \(frame.size)" }
        case .credit(let more): "credit+\(more.messages)"
        case .ping: "ping"
        case .pong: "pong"
        case .error(let code): "error \(code)"
        case .bye(let reason): "bye \(reason)"
        }
    }

    var statement: StatementFrame? {
        if case .statement(let frame) = self { frame } else { nil }
    }

    var receipt: ReceiptFrame? {
        if case .receipt(let frame) = self { frame } else { nil }
    }

    var chunk: ChunkFrame? {
        if case .chunk(let frame) = self { frame } else { nil }
    }
}

extension MemoryParty {
    /// All that this side has to send now, given to nobody.
    mutating func pullAll() throws -> [Frame] {
        var frames: [Frame] = []
        while let frame = try pull() { frames.append(frame) }
        return frames
    }

    /// Commits these, each numbered by its order.
    mutating func say(_ submissions: Submission...) throws {
        for submission in submissions { submit(submission) }
        try commit()
    }

    /// The session fails on this frame as a violation.
    mutating func expectViolation(
        _ frame: Frame, _ comment: Comment? = nil, location: SourceLocation = #_sourceLocation
    ) {
        let failure = #expect(throws: SessionFailure.self, comment, sourceLocation: location) { try receive(frame) }
        #expect(failure?.code == .violation, comment, sourceLocation: location)
    }
}

/// A statement of this party for a place in a stream, with a genuine signature and any chain.
func forgedStatement(
    by party: MemoryParty, stream: Stream, sequence: UInt64, previous: Digest, body: SaltedBody, message: UInt64 = 99,
    size: Int? = nil, epoch: Epoch? = nil
) throws -> SignedStatement {
    let descriptor = BodyDescriptor(
        digest: body.digest, size: size ?? body.content.count, mediaType: "text/plain", language: nil)
    let statement = Statement(
        sender: party.identity.line.name, recipient: party.peer.name, stream: stream,
        ordinal: try Sample.need(Ordinal(epoch: epoch ?? party.ledger.epoch, sequence: sequence)), previous: previous,
        kind: .message, messageID: try Sample.messageID(message), agreement: Agreement.builtIn.digest,
        body: try Sample.need(descriptor), tlp: .green, inReplyTo: nil, acknowledgeBy: nil,
        details: StatementDetails(), issuedAt: Sample.time.seconds, isUnderstood: true)
    return try SignedStatement(signing: statement, key: party.identity.key)
}

/// The frame that begins a transfer.
func frame(
    _ signed: SignedStatement, _ body: SaltedBody, transfer: UInt64 = 1, first: Int = Limits.chunkBytes
) -> Frame {
    let opening = StatementFrame.Opening(
        transfer: transfer, salt: body.salt, first: Array(body.content.prefix(first)))
    return .statement(StatementFrame(statement: signed.bytes, opening: opening))
}

extension MemoryParty {
    /// A genuine receipt of this party for a statement that it puts into its log whatever the order, with the path from
    /// a size of its own log.
    mutating func forgedReceipt(for signed: SignedStatement, held: UInt64) throws -> ReceiptFrame {
        let before = signed.statement.ordinal
        let ordinal = try Sample.need(Ordinal(epoch: before.epoch, sequence: before.sequence - 1))
        var state = LedgerState(frontier: ledger.state.frontier)
        state.peerTails[signed.statement.stream] = StreamTail(ordinal: ordinal, digest: signed.statement.previous)
        var ledger = LineLedger(
            local: identity.line, peer: peer, opening: opening, epoch: ledger.epoch, state: state)
        let sender = try VerifiedStatement(verifying: signed, sender: peer, recipient: identity.line.name)
        _ = try ledger.take(sender, outcome: .repeated)
        let durable = DurableBatch(committed: ledger.seal(at: Sample.time))
        var hashes = hashes
        hashes.append(durable.batch.hashes)
        let order = ReceiptOrder(statements: durable.statements, peerHolds: held)
        return try Sample.need(try order.frame(key: identity.key, hashes: hashes).receipt)
    }
}
