import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import NIOCore

/// One thing that a peer may not do in a live session, what it is told, and the words that the node's operators read.
struct Offence: Sendable {
    let name: String
    let code: ErrorCode
    let words: String
    private let make: @Sendable (ScriptedPeer) async throws -> [UInt8]

    private init(
        _ name: String, _ words: String, code: ErrorCode = .violation,
        _ make: @escaping @Sendable (ScriptedPeer) async throws -> [UInt8]
    ) {
        (self.name, self.words, self.code, self.make) = (name, words, code, make)
    }

    /// What goes over the wire, its length prefix included.
    func bytes(of peer: ScriptedPeer) async throws -> [UInt8] { try await make(peer) }

    static let all = statements + bodies + receipts + frames

    private static let statements = [
        Offence("signed by another", "signature") { peer in
            let stranger = try TestIdentity("gamma.example", seed: String(repeating: "77", count: 32))
            return try wire(try await peer.next(sequence: 2, as: stranger))
        },
        Offence("of another party", "not from the peer of this line") { peer in
            try wire(try await peer.next(sequence: 2, as: TestIdentity.beta()))
        },
        Offence("for another party", "for somebody else") { peer in
            try wire(try await peer.next(sequence: 2, to: TestIdentity.beta().line))
        },
        Offence("reflected to its author", "not from the peer of this line") { peer in
            let taken = try Sample.need(await peer.party.taken.first)
            return try wire(.statement(StatementFrame(statement: taken.durable.signed.bytes, opening: opening())))
        },
        Offence("a number used before, with other bytes", "signed two statements") { peer in
            try wire(try await peer.next(sequence: 1))
        },
        Offence("a number left out", "missing", code: .gap) { peer in try wire(try await peer.next(sequence: 9)) },
        Offence("another statement named before it", "names another one") { peer in
            let tail = try await peer.tail()
            return try wire(
                try await peer.next(
                    sequence: tail.ordinal.sequence + 1, previous: Digest.sha256([1])))
        },
        Offence("a bit turned over", "signature") { peer in
            let signed = try await peer.next(sequence: 2).bytes
            let changed = signed.flipping(bit: signed.count * 8 - 9)
            return try wire(.statement(StatementFrame(statement: changed, opening: opening())))
        },
        Offence("a head in a statement's place", "statement") { peer in
            let head = try SignedHead(signing: await peer.party.head, key: peer.identity.key)
            return try wire(.statement(StatementFrame(statement: head.bytes, opening: opening())))
        },
        Offence("entry 0 in a statement's place", "statement") { peer in
            try wire(.statement(StatementFrame(statement: await peer.party.opening.bytes, opening: opening())))
        },
    ]

    private static let bodies = [
        Offence("another body", "does not match") { peer in
            let body = try Sample.body(Array("Content".utf8))
            return try wire(try await peer.genuineNext(), body: body)
        },
        Offence("a body too long", "longer than its statement says") { peer in
            try wire(try await peer.genuineNext(), body: Sample.body(Array("contents".utf8)))
        },
        Offence("no body", "without its body") { peer in
            try wire(.statement(StatementFrame(statement: try await peer.genuineNext().bytes, opening: nil)))
        },
        Offence("a chunk of nothing", "a chunk of no transfer") { _ in
            try wire(.chunk(ChunkFrame(transfer: 1, offset: 0, bytes: [1])))
        },
    ]

    private static let receipts = [
        Offence("a receipt of nothing", "was not sent") { peer in
            let frame = try await peer.party.issued.last ?? otherReceipt()
            return try wire(.receipt(frame))
        }
    ]

    private static let frames = [
        Offence("a second HELLO", "a second HELLO") { peer in try wire(.hello(try await peer.party.hello())) },
        Offence("a length of 4 GiB", "over the limit") { _ in [0xFF, 0xFF, 0xFF, 0xFF, 0x82, 0x07] },
        Offence("a length of one byte too many", "over the limit") { _ in [0x00, 0x01, 0x80, 0x01] },
        Offence("no bytes", "deterministic CBOR") { _ in [0, 0, 0, 0] },
        Offence("noise", "deterministic CBOR") { _ in [0, 0, 0, 4, 0xFF, 0xFE, 0xFD, 0xFC] },
        Offence("a type of later versions", "unknown type") { _ in [0, 0, 0, 3, 0x81, 0x18, 0x63] },
        Offence("a byte behind a frame", "deterministic CBOR") { _ in [0, 0, 0, 4, 0x82, 0x07, 0x00, 0x00] },
        Offence("a number not in its shortest form", "deterministic CBOR") { _ in [0, 0, 0, 4, 0x82, 0x07, 0x18, 0x01]
        },
    ]

    private static func otherReceipt() throws -> ReceiptFrame {
        var (alpha, beta) = try liveParties()
        alpha.submit(try Sample.submission(1))
        try pump(&alpha, &beta)
        return try Sample.need(beta.issued.first)
    }

    private static func opening() -> StatementFrame.Opening {
        StatementFrame.Opening(transfer: 900, salt: [UInt8](repeating: 0x5A, count: 16), first: Array("content".utf8))
    }

    private static func wire(_ signed: SignedStatement, body: SaltedBody? = nil) throws -> [UInt8] {
        let own = opening()
        let opening = StatementFrame.Opening(
            transfer: own.transfer, salt: body?.salt ?? own.salt, first: body?.content ?? own.first)
        return try wire(.statement(StatementFrame(statement: signed.bytes, opening: opening)))
    }

    private static func wire(_ frame: Frame) throws -> [UInt8] {
        var buffer = ByteBuffer()
        frame.write(to: &buffer)
        return Array(buffer: buffer)
    }
}

extension ScriptedPeer {
    /// The last statement of this party in its usual stream.
    func tail() throws -> StreamTail { try Sample.need(party.ledger.state.ownTails[Sample.stream()]) }

    /// The statement that would come next, whose body is "content" under the usual salt.
    func genuineNext() throws -> SignedStatement {
        let tail = try tail()
        return try next(sequence: tail.ordinal.sequence + 1, previous: tail.digest)
    }

    /// A genuinely signed statement for any place of the usual stream.
    func next(
        sequence: UInt64, previous: Digest = .zero, as author: TestIdentity? = nil, to recipient: KeyLine? = nil
    ) throws -> SignedStatement {
        let (author, peer) = (author ?? identity, recipient ?? party.peer)
        let opening = try LogOpening(
            owner: author.line, peer: peer, id: [UInt8](repeating: 9, count: 8), key: author.key, at: Sample.time)
        var state = LedgerState()
        let stream = try Sample.stream()
        if let before = Ordinal(epoch: party.ledger.epoch, sequence: sequence - 1) {
            state.ownTails[stream] = StreamTail(ordinal: before, digest: previous)
        }
        var ledger = LineLedger(
            local: author.line, peer: peer, opening: opening, epoch: party.ledger.epoch, state: state)
        var submission = try Sample.submission(7_000_000 + sequence)
        submission.body = try Sample.body(Array("content".utf8))
        return try ledger.issue(submission, agreement: .builtIn, key: author.key, at: Sample.time)
    }
}
