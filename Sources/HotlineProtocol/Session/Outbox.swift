internal import HotlineCrypto

/// An own statement that waits for its receipt, with its place in the order of the store.
public struct OutgoingStatement: Hashable, Sendable {
    /// Grows with each own statement of the store.
    public let position: Int64
    /// The statement.
    public let signed: SignedStatement

    /// A statement read from the store.
    public init(position: Int64, signed: SignedStatement) {
        self.position = position
        self.signed = signed
    }
}

/// What this side sends of its streams: pulled one frame at a time when the socket can take it, most urgent stream
/// first at every pull, so that a flash statement is never behind a routine body (invariant 6).
struct Outbox {
    /// What a pull gives.
    enum Step: Hashable {
        case frame(Frame)
        /// Read the next statements without a receipt, after this position.
        case load(Stream, after: Int64, limit: Int)
        /// Read this part of the statement's body.
        case loadPart(OutgoingStatement, index: Int)
        case idle
    }

    private struct Lane {
        let stream: Stream
        /// Statements up to here are with the peer already: only their receipts are wanted.
        var heldUpTo: Int64
        var cursor: Int64 = 0
        var isExhausted = false
        /// A statement was committed since the last load was asked for: its answer may not know of it.
        var isWoken = false
        var isAside = false
        var ready: [OutgoingStatement] = []
        var transfer: OutgoingTransfer?
    }

    private struct InFlight {
        let signed: SignedStatement
        let cost: UInt64
    }

    private var credit: Credit
    private var lanes: [Lane] = []
    private var inFlight: [ReceiptFrame.Place: InFlight] = [:]
    private var inFlightBytes: UInt64 = 0
    private var nextTransfer: UInt64 = 1

    /// - Parameter held: for each stream that the peer holds statements of, the position of the last one.
    init(credit: Credit, streams: [Stream], held: [Stream: Int64]) {
        self.credit = credit
        lanes = streams.sorted().map { Lane(stream: $0, heldUpTo: held[$0] ?? 0) }
    }

    /// A statement of this stream was committed: there is more to load.
    mutating func wake(_ stream: Stream) {
        if let index = lanes.firstIndex(where: { $0.stream == stream }) {
            lanes[index].isExhausted = false
            lanes[index].isWoken = true
            return
        }
        let place = lanes.firstIndex { stream < $0.stream } ?? lanes.endIndex
        lanes.insert(Lane(stream: stream, heldUpTo: 0), at: place)
    }

    /// Nothing more of this stream until `takeUp`.
    mutating func setAside(_ stream: Stream) {
        guard let index = lanes.firstIndex(where: { $0.stream == stream }) else { return }
        lanes[index].isAside = true
    }

    /// What was set aside goes on where it stood: what it asked for and did not get is asked for again.
    mutating func takeUp() {
        for index in lanes.indices { lanes[index].isAside = false }
    }

    mutating func next() -> Step {
        var mayBegin = true
        for index in lanes.indices {
            let step = pull(index, mayBegin: mayBegin)
            if step != .idle { return step }
            // Idle with a statement at hand: it waits for credit, which nothing less urgent may take before it.
            mayBegin = mayBegin && (lanes[index].ready.isEmpty || lanes[index].isAside)
        }
        return .idle
    }

    /// Answers `load`: fewer than asked for means that there is no more.
    mutating func loaded(_ statements: [OutgoingStatement], of stream: Stream, limit: Int) {
        guard let index = lanes.firstIndex(where: { $0.stream == stream }) else { return }
        lanes[index].ready += statements
        lanes[index].cursor = statements.last?.position ?? lanes[index].cursor
        lanes[index].isExhausted = statements.count < limit && !lanes[index].isWoken
    }

    /// Answers `loadPart`; the first part begins the transfer.
    mutating func loaded(_ part: BodyPart, salt: [UInt8], of outgoing: OutgoingStatement) {
        guard let index = lanes.firstIndex(where: { $0.stream == outgoing.signed.statement.stream }) else { return }
        guard lanes[index].transfer == nil else {
            lanes[index].transfer?.load(part)
            return
        }
        guard lanes[index].ready.first == outgoing else { return }
        lanes[index].ready.removeFirst()
        lanes[index].transfer = OutgoingTransfer(id: nextTransfer, outgoing: outgoing, salt: salt, part: part)
        nextTransfer += 1
        spend(outgoing)
    }

    /// Answers the first `loadPart` where no body is kept: the statement goes alone.
    mutating func withoutBody(_ outgoing: OutgoingStatement) -> Frame? {
        let stream = outgoing.signed.statement.stream
        guard let index = lanes.firstIndex(where: { $0.stream == stream }), lanes[index].transfer == nil,
            lanes[index].ready.first == outgoing
        else { return nil }
        lanes[index].ready.removeFirst()
        spend(outgoing)
        return .statement(StatementFrame(statement: outgoing.signed.bytes, opening: nil))
    }

    /// More may be on the way from now on.
    mutating func grant(_ more: Credit) { credit.add(more) }

    /// How far the bodies are that are under way.
    var progress: [TransferProgress] { lanes.compactMap { $0.transfer?.progress } }

    /// The statement at this place, if it was sent and waits for its receipt.
    func sent(_ place: ReceiptFrame.Place) -> SignedStatement? { inFlight[place]?.signed }

    /// A receipt came: the credit is free again.
    mutating func receipted(_ place: ReceiptFrame.Place) {
        guard let entry = inFlight.removeValue(forKey: place) else { return }
        inFlightBytes -= entry.cost
    }

    private mutating func pull(_ index: Int, mayBegin: Bool) -> Step {
        if lanes[index].isAside { return .idle }
        if lanes[index].transfer != nil { return piece(index) }
        guard let outgoing = lanes[index].ready.first else {
            if lanes[index].isExhausted { return .idle }
            lanes[index].isWoken = false
            return .load(lanes[index].stream, after: lanes[index].cursor, limit: Limits.outboxReadAhead)
        }
        guard mayBegin, hasCredit(for: outgoing) else { return .idle }
        if outgoing.position > lanes[index].heldUpTo { return .loadPart(outgoing, index: 0) }
        lanes[index].ready.removeFirst()
        spend(outgoing)
        return .frame(.statement(StatementFrame(statement: outgoing.signed.bytes, opening: nil)))
    }

    private mutating func piece(_ index: Int) -> Step {
        guard let step = lanes[index].transfer?.next() else { return .idle }
        if lanes[index].transfer?.isDone == true { lanes[index].transfer = nil }
        return step
    }

    private func cost(of outgoing: OutgoingStatement) -> UInt64 {
        UInt64(outgoing.signed.bytes.count + outgoing.signed.statement.body.size)
    }

    /// One statement alone may be larger than the bytes granted, so that a small grant stops nothing for ever.
    private func hasCredit(for outgoing: OutgoingStatement) -> Bool {
        let share = credit.share(of: outgoing.signed.statement.stream.precedence)
        return UInt64(inFlight.count) < share.messages
            && (inFlight.isEmpty || inFlightBytes + cost(of: outgoing) <= share.bytes)
    }

    private mutating func spend(_ outgoing: OutgoingStatement) {
        let statement = outgoing.signed.statement
        let place = ReceiptFrame.Place(stream: statement.stream, ordinal: statement.ordinal)
        inFlight[place] = InFlight(signed: outgoing.signed, cost: cost(of: outgoing))
        inFlightBytes += cost(of: outgoing)
    }
}
