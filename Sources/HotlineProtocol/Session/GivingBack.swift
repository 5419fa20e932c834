internal import HotlineCrypto

/// What a side that was rolled back asks of this one: its own statements, after those whose receipts it still holds.
public struct RecoveryRequest: Hashable, Sendable {
    /// The HELLO that asks.
    public let hello: Hello
    /// The largest head of this node's log that the asking side has committed; nil for none beyond entry 0.
    public let heldHead: SignedHead?
    /// For each stream the statement after which it wants what is held; from the first where a stream is not named.
    public var after: [HeldStream] { hello.recovery ?? [] }

    /// Checks the parties and signatures of a HELLO that asks. What it says of the asking side's own log proves nothing: it
    /// was rolled back, and says so.
    init(checking hello: Hello, line: LineIdentity) throws(SessionFailure) {
        guard hello.node == line.peer.name else { throw .violation("the HELLO names \(hello.node)") }
        do {
            _ = try LogOpening(verifying: hello.opening, owner: line.peer, peer: line.local)
            _ = try SignedHead(verifying: hello.newestHead, owner: line.peer)
        } catch {
            throw .violation("in the HELLO, \(error)")
        }
        let held = try hello.heldHead.map { bytes throws(SessionFailure) in try OwnLogCheck.ownHead(bytes, line) }
        // A head of the log before this one is from before this node's own recovery, and says nothing of this log.
        heldHead = held?.head.origin == line.opening.predecessor?.origin ? nil : held
        if let origin = heldHead?.head.origin, origin != line.opening.origin {
            throw .ownFork("the peer holds a head of \(origin)", offered: heldHead)
        }
        self.hello = hello
    }
}

/// Gives a peer that was rolled back its own statements again, with the bodies that are still kept: one stream after the
/// other, each in its order, within the credit that the peer grants.
struct GivingBack: Sendable {
    /// What a pull gives.
    enum Step: Hashable {
        case frame(Frame)
        /// Read statements of the peer's stream, after this position.
        case load(Stream, after: Int64, limit: Int)
        /// Read this part of a statement's body.
        case loadPart(OutgoingStatement, index: Int)
        case idle
    }

    private var streams: [(stream: Stream, cursor: Int64)]
    private var credit: Credit
    /// What was granted at first.
    private let full: Credit
    private var ready: [OutgoingStatement] = []
    private var transfer: OutgoingTransfer?
    private var nextTransfer: UInt64 = 1

    /// - Parameter streams: the streams of which statements are held, with the position after which they are wanted.
    init(credit: Credit, streams: [Stream: Int64]) {
        (self.credit, full) = (credit, credit)
        self.streams = streams.keys.sorted().map { ($0, streams[$0] ?? 0) }
    }

    /// Whether all was given out.
    var isDone: Bool { streams.isEmpty && ready.isEmpty && transfer == nil }

    mutating func grant(_ more: Credit) { credit.add(more) }

    mutating func next() -> Step {
        if transfer != nil { return piece() }
        if let outgoing = ready.first { return hasCredit(for: outgoing) ? .loadPart(outgoing, index: 0) : .idle }
        guard let first = streams.first else { return .idle }
        return .load(first.stream, after: first.cursor, limit: Limits.outboxReadAhead)
    }

    /// Answers `load`: fewer than asked for means that there is no more of the stream.
    mutating func loaded(_ statements: [OutgoingStatement], of stream: Stream, limit: Int) {
        guard streams.first?.stream == stream else { return }
        ready += statements
        streams[0].cursor = statements.last?.position ?? streams[0].cursor
        if statements.count < limit { streams.removeFirst() }
    }

    /// Answers `loadPart` with the body's salt and the part.
    mutating func loaded(_ part: BodyPart, salt: [UInt8], of outgoing: OutgoingStatement) {
        guard transfer == nil else {
            transfer?.load(part)
            return
        }
        guard ready.first == outgoing else { return }
        spend(ready.removeFirst())
        transfer = OutgoingTransfer(id: nextTransfer, outgoing: outgoing, salt: salt, part: part)
        nextTransfer += 1
    }

    /// Answers `loadPart` where no body is kept: the statement goes alone.
    mutating func withoutBody(_ outgoing: OutgoingStatement) -> Frame? {
        guard transfer == nil, ready.first == outgoing else { return nil }
        spend(ready.removeFirst())
        return .statement(StatementFrame(statement: outgoing.signed.bytes, opening: nil))
    }

    private mutating func piece() -> Step {
        guard let step = transfer?.next() else { return .idle }
        if transfer?.isDone == true { transfer = nil }
        switch step {
        case .frame(let frame): return .frame(frame)
        case .loadPart(let outgoing, let index): return .loadPart(outgoing, index: index)
        case .load, .idle: return .idle
        }
    }

    /// One statement alone may be larger than the bytes granted, so that a small grant stops nothing for ever.
    private func hasCredit(for outgoing: OutgoingStatement) -> Bool {
        credit.messages > 0 && credit.bytes >= min(outgoing.cost, full.bytes)
    }

    private mutating func spend(_ outgoing: OutgoingStatement) { credit.spend(bytes: outgoing.cost) }
}

extension OutgoingStatement {
    /// What it costs of the credit in bytes.
    var cost: UInt64 { UInt64(signed.bytes.count + signed.statement.body.size) }
}
