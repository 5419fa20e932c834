internal import HotlineCrypto

/// The part of a session in which statements and receipts flow.
struct LiveSession: Sendable {
    private struct Owed: Sendable {
        let statement: DurableStatement
        let spentCredit: Bool
    }

    let line: LineIdentity
    var witness: Witness
    var checkpoints: CheckpointExchange
    private var inbox: Inbox
    var outbox: Outbox
    private var owed: [Owed] = []
    /// How many of them are repeated statements.
    private var repetitions: UInt64 = 0
    /// The size of this node's log up to which the peer holds a head, the receipts sent in this session included.
    private var peerHolds: UInt64
    /// The peer has lost what it once had: it takes a statement whose body was erased here since.
    let sendsWithoutBody: Bool
    private(set) var chunkDeadline: MonotonicTime?
    /// When streams that were set aside are taken up again.
    private(set) var takesUpAt: MonotonicTime?

    init(
        line: LineIdentity, granted: Hello, greeting: PeerGreeting, history: OwnHistory,
        peerTails: [Stream: StreamTail]
    ) throws(SessionFailure) {
        try OwnHistoryCheck.check(history, against: greeting)
        self.line = line
        witness = greeting.witness
        let isOffered = [granted, greeting.hello].allSatisfy { $0.capabilities.contains(Capability.checkpoints) }
        checkpoints = CheckpointExchange(line: line, isOffered: isOffered)
        inbox = Inbox(
            local: line.local.name, peer: line.peer, tails: peerTails,
            credit: Credit(messages: granted.creditMessages, bytes: granted.creditBytes),
            takesWithoutBody: line.opening.predecessor != nil)
        sendsWithoutBody = greeting.opening.predecessor != nil
        peerHolds = greeting.heldHead?.head.size ?? 1
        outbox = Outbox(
            credit: Credit(messages: greeting.hello.creditMessages, bytes: greeting.hello.creditBytes),
            streams: history.streams, held: history.located.mapValues(\.position))
    }

    mutating func receive(
        _ frame: Frame, stall: Duration, at now: MonotonicTime
    ) throws(SessionFailure) -> SessionMachine.Received {
        let result: Inbox.Result
        switch frame {
        case .statement(let statement): result = try inbox.receive(statement)
        case .chunk(let chunk): result = try inbox.receive(chunk)
        case .receipt(let receipt): return .receipted(try take(receipt))
        case .checkpoint(let checkpoint): return try take(checkpoint)
        case .cosignature(let cosignature): return try checkpoints.take(cosignature)
        case .credit(let more):
            outbox.grant(more)
            return .nothing
        case .hello, .ping, .pong, .error, .bye: return .nothing
        }
        chunkDeadline = inbox.isTransferring ? now + stall : nil
        switch result {
        case .nothing: return .nothing
        case .part(let part): return .part(part)
        case .arrived(let arrival): return .arrived(arrival)
        case .lookup(let verified):
            // Repetitions cost no credit, so that what is owed for them is bounded here.
            guard repetitions < inbox.credit.messages else {
                throw .violation("more repetitions than the credit given, their receipts unread")
            }
            return .lookup(verified)
        }
    }

    mutating func next() -> SessionMachine.Outgoing {
        if let step = checkpoints.next(peerHolds: peerHolds) { return step }
        if let order = takeOrder() { return .issue(order) }
        switch outbox.next() {
        case .frame(let frame): return .frame(frame)
        case .load(let stream, let after, let limit): return .load(stream, after: after, limit: limit)
        case .loadPart(let outgoing, let index): return .loadPart(outgoing, index: index)
        case .idle: return .idle
        }
    }

    mutating func setAside(_ stream: Stream, until time: MonotonicTime) {
        outbox.setAside(stream)
        takesUpAt = min(takesUpAt ?? time, time)
    }

    /// Goes on with what was set aside, when it is time.
    mutating func takeUp(at now: MonotonicTime) {
        guard let time = takesUpAt, now >= time else { return }
        takesUpAt = nil
        outbox.takeUp()
    }

    /// When there is something to look at: the earliest of what is awaited.
    var deadline: MonotonicTime? { [chunkDeadline, takesUpAt].compactMap(\.self).min() }

    mutating func owe(_ statements: [DurableStatement], spentCredit: Bool) {
        owed += statements.map { Owed(statement: $0, spentCredit: spentCredit) }
        if !spentCredit { repetitions += UInt64(statements.count) }
    }

    /// A checkpoint of this node is sent now: the peer holds its head before what comes after it.
    mutating func issued(_ own: OwnCheckpoint) {
        checkpoints.issued(own)
        peerHolds = max(peerHolds, own.head.size)
    }

    /// The peer is about to be told that it may have more on the way.
    mutating func grant(_ more: Credit) { inbox.grant(more) }

    /// Takes the next owed statements that share a head: the peer gets them under one signature.
    private mutating func takeOrder() -> ReceiptOrder? {
        guard let head = owed.first?.statement.head else { return nil }
        let run = owed.prefix(Limits.proofsPerReceipt).prefix { $0.statement.head == head }
        owed.removeFirst(run.count)
        repetitions -= UInt64(run.count { !$0.spentCredit })
        for item in run where item.spentCredit {
            inbox.receipted(item.statement.signed.statement, bytes: item.statement.signed.bytes.count)
        }
        let order = ReceiptOrder(statements: run.map(\.statement), peerHolds: peerHolds)
        peerHolds = max(peerHolds, head.size)
        return order
    }

    /// Verifies a receipt against the statements that wait for it and the head held before.
    private mutating func take(_ frame: ReceiptFrame) throws(SessionFailure) -> [ReceiptRecord] {
        guard Set(frame.places).count == frame.places.count else {
            throw .violation("a receipt names a statement twice")
        }
        let sent = frame.places.compactMap { outbox.sent($0) }
        guard sent.count == frame.places.count else {
            throw .violation("a receipt for a statement that was not sent")
        }
        let receipts: [VerifiedReceipt]
        do {
            receipts = try frame.receipt.verify(leaves: sent.map(\.leafHash), owner: line.peer, peer: line.local.name)
        } catch {
            throw .violation("in a receipt, \(error)")
        }
        guard let head = receipts.first?.head else { throw .violation("a receipt without a proof") }
        let base = witness.held
        do {
            try witness.witness(head, proof: frame.consistency)
        } catch {
            #if HOTLINE_PLANTED
                if !PlantedBug.receiptUnverified.isActive { throw .conflict(error) }
            #else
                throw .conflict(error)
            #endif
        }
        for place in frame.places { outbox.receipted(place) }
        return zip(sent, receipts).map { signed, receipt in
            ReceiptRecord(for: signed.statement, receipt: receipt, witnessedFrom: base)
        }
    }
}
