internal import HotlineCrypto

/// One authenticated connection of a line, from the first HELLO to its end: a value without clock, socket or store.
///
/// The caller hands in what comes and the time, and does what the results say; it pulls frames with `next` whenever the
/// socket can take one. The phases: *greeting* (HELLO sent, the peer's awaited) → *comparing* (the caller looks up what
/// the HELLO names) → *live* (statements and receipts flow). Any error ends the session.
public struct SessionMachine: Sendable {
    /// What a frame brought. The caller acts on it before it hands in the next frame.
    public enum Received: Hashable, Sendable {
        case nothing
        /// An acceptable HELLO: compare with the store and call `resume`, or turn the session away.
        case hello(PeerGreeting)
        /// A part of a long body, to be stored under its transfer before what comes after it.
        case part(ArrivedPart)
        /// A statement with its body, to be stored; call `committed` when it is.
        case arrived(Arrival)
        /// A statement that is not the next: if the store holds its very bytes call `answer`, if it holds others there it
        /// is an equivocation, if it holds none a gap.
        case lookup(VerifiedStatement)
        /// Receipts to be stored.
        case receipted([ReceiptRecord])
        /// The peer was rolled back and asks for what it said: compare with the store and call `giveBack`.
        case asked(RecoveryRequest)
        /// An own statement that the store had lost, to be kept with its body; call `kept` when it is.
        case returned(ReturnedStatement)
        /// A checkpoint of the peer to be stored; call `stored` when it is.
        case checkpoint(WitnessedCheckpoint)
        /// This node's checkpoint with the peer's cosignature, to be stored.
        case cosigned(CosignedCheckpoint)
        /// The peer did not cosign this node's checkpoint of that size: it says that it holds another size.
        case declined(checkpoint: UInt64, held: UInt64)
        /// The peer ends the session.
        case ended(SessionEnd)
    }

    /// How the peer ended the session.
    public enum SessionEnd: Hashable, Sendable {
        case bye(ByeReason)
        case error(ErrorCode)
    }

    /// What a pull gives.
    public enum Outgoing: Hashable, Sendable {
        /// Send this.
        case frame(Frame)
        /// Make the receipt for these statements, with the path between `peerHolds` and their head, and send it.
        case issue(ReceiptOrder)
        /// Make the cosignature and send it.
        case answer(DurableCheckpoint)
        /// Make a checkpoint of the log as it stands, call `issued` and send its frame.
        case witness(CheckpointOrder)
        /// Read own statements without a receipt and call `loaded`.
        case load(Stream, after: Int64, limit: Int)
        /// Read this part of the statement's body and call `loaded`. Before the first part, see that the whole body has its
        /// digest.
        case loadPart(OutgoingStatement, index: Int)
        /// Read statements of the peer's stream, after this position, and call `loadedBack`.
        case loadBack(Stream, after: Int64, limit: Int)
        /// Read this part of the body of the peer's statement, and call `loadedBack`, or `withoutBody` where none is kept.
        case loadPartBack(OutgoingStatement, index: Int)
        /// Nothing until something happens.
        case idle
    }

    /// How the line stands when a session begins.
    public enum Standing: Hashable, Sendable {
        /// Statements are to flow.
        case open
        /// This node was rolled back: its HELLO asks for what it said, and nothing else flows.
        case recovering
        /// The line is stopped until the peer has recovered: this side says its HELLO only after the peer's, and goes live
        /// only where that one shows the log in which the peer goes on, or all that it once acknowledged.
        case waiting
    }

    enum Phase: Sendable {
        /// Leads to `comparing` by an acceptable HELLO, or to the end.
        case greeting(deadline: MonotonicTime)
        /// Leads to `live` by `resume`, or to the end.
        case comparing(PeerGreeting)
        /// Leads to the end.
        case live(LiveSession)
        /// Leads to `givingBack` by `giveBack`, or to the end.
        case asked(RecoveryRequest)
        /// Leads to the end.
        case givingBack(GivingBack)
        /// Leads to the end.
        case takingBack(TakingBack, stalled: MonotonicTime)
    }

    /// The line that the session belongs to.
    public let line: LineIdentity
    let timeouts: Timeouts
    var phase: Phase
    var liveness: Liveness
    var urgent: [Frame]
    let standing: Standing
    /// What this side granted in its HELLO.
    let granted: Hello
    /// This side's HELLO, where it waits for the peer's and has not been said. It is to be said before the session ends too:
    /// the peer may not know yet what it lost.
    public internal(set) var withheld: Hello?
    /// Streams in which statements were committed before the session went live.
    private var woken: [Stream] = []
    /// A checkpoint was asked for before the session went live.
    private var wantsCheckpoint = false

    /// Begins with this side's HELLO, which `next` gives first.
    public init(
        line: LineIdentity, hello: Hello, standing: Standing = .open, timeouts: Timeouts = Timeouts(),
        at now: MonotonicTime
    ) {
        self.line = line
        self.standing = standing
        self.timeouts = timeouts
        phase = .greeting(deadline: now + timeouts.hello)
        liveness = Liveness(interval: timeouts.ping, limit: timeouts.pingsUntilDead, at: now)
        withheld = standing == .waiting ? hello : nil
        urgent = standing == .waiting ? [] : [.hello(hello)]
        granted = hello
    }

    /// Whether this side's HELLO names all that a ledger holds of the peer.
    public func names(_ state: LedgerState) -> Bool {
        line.held == state.held && granted.streams.count == state.peerTails.count
            && granted.streams.allSatisfy { state.peerTails[$0.stream] == $0.tail }
    }

    /// When something last came from the peer.
    public var lastHeard: MonotonicTime { liveness.lastHeard }

    /// Whether statements flow.
    public var isLive: Bool {
        if case .live = phase { return true }
        return false
    }

    /// Takes a frame.
    public mutating func receive(_ frame: Frame, at now: MonotonicTime) throws(SessionFailure) -> Received {
        liveness.heard(at: now)
        switch frame {
        case .ping(let nonce):
            // One answer waits at most: a peer that floods pings without reading gains no memory here.
            urgent.removeAll { if case .pong = $0 { true } else { false } }
            urgent.append(.pong(nonce))
            return .nothing
        case .pong:
            answered()
            return .nothing
        case .bye(let reason): return .ended(.bye(reason))
        case .error(let code): return .ended(.error(code))
        case .hello(let hello): return try greet(hello)
        case .statement, .chunk, .receipt, .checkpoint, .cosignature, .credit:
            if let received = try receiveBack(frame, at: now) { return received }
            return try receiveLive(frame, at: now)
        }
    }

    /// Goes live with what the store knows; refuses where either side's database is older than what it once said.
    public mutating func resume(_ history: OwnHistory, peerTails: [Stream: StreamTail]) throws(SessionFailure) {
        guard case .comparing(let greeting) = phase else { throw .violation("resumed out of turn") }
        var live = try LiveSession(
            line: line, granted: granted, greeting: greeting, history: history, peerTails: peerTails)
        for stream in woken { live.outbox.wake(stream) }
        if wantsCheckpoint { live.checkpoints.want() }
        phase = .live(live)
        sayWithheldHello()
    }

    /// The next thing to do for the socket, which can take a frame.
    public mutating func next() -> Outgoing {
        if !urgent.isEmpty { return .frame(urgent.removeFirst()) }
        return nextBack() ?? withLive { $0.next() } ?? .idle
    }

    /// Looks at the deadlines.
    public mutating func tick(at now: MonotonicTime) throws(SessionFailure) {
        if case .greeting(let deadline) = phase, now >= deadline { throw .timeout("the peer's HELLO") }
        if case .live(let live) = phase, let stalled = live.chunkDeadline, now >= stalled {
            throw .timeout("the next chunk of a body")
        }
        withLive { $0.takeUp(at: now) }
        if case .takingBack(let taking, let stalled) = phase, !taking.isComplete, now >= stalled {
            throw .timeout("the next of what the peer gives back")
        }
        switch liveness.tick(at: now) {
        case .nothing: return
        case .ping: urgent.append(.ping(0))
        case .dead: throw .timeout("an answer to \(timeouts.pingsUntilDead) pings")
        }
    }

    /// When `tick` has something to look at.
    public var deadline: MonotonicTime {
        switch phase {
        case .greeting(let deadline): min(deadline, liveness.deadline)
        case .comparing, .asked, .givingBack: liveness.deadline
        case .takingBack(_, let stalled): min(stalled, liveness.deadline)
        case .live(let live): min(live.deadline ?? liveness.deadline, liveness.deadline)
        }
    }

    private mutating func greet(_ hello: Hello) throws(SessionFailure) -> Received {
        guard case .greeting = phase else { throw .violation("a second HELLO") }
        if hello.recovery != nil { return try ask(hello) }
        let greeting = try PeerGreeting(checking: hello, line: line, isRecovering: standing == .recovering)
        phase = .comparing(greeting)
        return .hello(greeting)
    }

    private mutating func receiveLive(_ frame: Frame, at now: MonotonicTime) throws(SessionFailure) -> Received {
        guard case .live(var live) = phase else { throw .violation("a message before the HELLO") }
        // The live part is taken out while it changes, so that its buffers are not copied.
        phase = .greeting(deadline: now)
        defer { phase = .live(live) }
        return try live.receive(frame, stall: timeouts.chunkStall, at: now)
    }

    private mutating func withLive<Value>(_ change: (inout LiveSession) -> Value) -> Value? {
        guard case .live(var live) = phase else { return nil }
        phase = .greeting(deadline: liveness.deadline)
        defer { phase = .live(live) }
        return change(&live)
    }
}

extension SessionMachine {
    /// Statements that arrived in this session are in the log: receipts are owed for them.
    public mutating func committed(_ statements: [DurableStatement]) {
        withLive { $0.owe(statements, spentCredit: true) }
    }

    /// A looked-up statement is in the log since before: its receipt is owed again.
    public mutating func answer(_ statement: DurableStatement) {
        withLive { $0.owe([statement], spentCredit: false) }
    }

    /// Own statements of this stream were committed. What comes before the session is live is kept until it is, since the
    /// history that `resume` brings may have been read before.
    public mutating func wake(_ stream: Stream) {
        if withLive({ $0.outbox.wake(stream) }) == nil, !woken.contains(stream) { woken.append(stream) }
    }

    /// A checkpoint of this node's log is to be witnessed: it is sent when none waits for its answer, and shows the log as it
    /// stands then. Nothing is sent to a peer whose HELLO does not offer checkpoints.
    public mutating func wantCheckpoint() {
        if withLive({ $0.checkpoints.want() }) == nil { wantsCheckpoint = true }
    }

    /// Whether the session is live and both sides offer checkpoints.
    public var exchangesCheckpoints: Bool {
        if case .live(let live) = phase { return live.checkpoints.isOffered }
        return false
    }

    /// Whether a checkpoint of this node is wanted or waits for its answer.
    public var awaitsCosignature: Bool {
        if case .live(let live) = phase { return live.checkpoints.isWaiting }
        return wantsCheckpoint
    }

    /// Answers `witness`.
    public mutating func issued(_ own: OwnCheckpoint) { withLive { $0.issued(own) } }

    /// The peer's checkpoint is on the disk: its cosignature is owed.
    public mutating func stored(_ checkpoint: DurableCheckpoint) {
        withLive { $0.checkpoints.stored(checkpoint) }
    }

    /// The peer may have more on the way from now on: it is told so, where the session is live.
    public mutating func grant(_ more: Credit) {
        if withLive({ $0.grant(more) }) != nil { urgent.append(.credit(more)) }
    }

    /// Answers `load`, with the limit that it named.
    public mutating func loaded(_ statements: [OutgoingStatement], of stream: Stream, limit: Int) {
        withLive { $0.outbox.loaded(statements, of: stream, limit: limit) }
    }

    /// A body of this stream cannot be read: nothing more of the stream is sent until it is asked for again, after
    /// `Timeouts.readAgain`; the other streams go on.
    public mutating func setAside(_ stream: Stream, at now: MonotonicTime) {
        withLive { [timeouts] in $0.setAside(stream, until: now + timeouts.readAgain) }
    }

    /// Answers `loadPart` of a first part where the body was erased since the peer receipted it; the peer has lost the statement.
    ///
    /// - Returns: false where the peer does not take it so, and nothing was done.
    public mutating func leaveOutBody(_ outgoing: OutgoingStatement) -> Bool {
        guard let frame = withLive({ $0.sendsWithoutBody ? $0.outbox.withoutBody(outgoing) : nil }) ?? nil else {
            return false
        }
        urgent.append(frame)
        return true
    }

    /// Answers `loadPart` with the body's salt and the part.
    public mutating func loaded(_ part: BodyPart, salt: [UInt8], of outgoing: OutgoingStatement) {
        withLive { $0.outbox.loaded(part, salt: salt, of: outgoing) }
    }

    /// How much of which statements' bodies has been sent, of those that are under way.
    public var transfers: [TransferProgress] {
        if case .live(let live) = phase { return live.outbox.progress }
        return []
    }
}
