internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import HotlineTransport
internal import Logging
internal import TransparencyLog

/// One line: its sessions, its dialling, and what is shown of it. It runs the machines and decides nothing itself.
actor LineService {
    /// A connection as its runner sees it.
    struct Opened: Sendable {
        let number: UInt64
        /// One element each time there may be something to pull.
        let signals: AsyncStream<Void>
        /// Ends when this side ends the session, whether or not the peer reads.
        let ending: AsyncStream<Void>
    }

    nonisolated let id: LineID
    nonisolated let peer: KeyLine
    nonisolated let opening: LogOpening
    nonisolated let hashes: RecentHashes
    let context: LineContext
    let logger: Logger
    var peerOpening: LogOpening?
    var stopped: String?
    /// Whose history does not go on, where the line is stopped.
    var cause: StopCause?
    /// Whether this node takes back what it lost, or an operator agreed to a new log of a peer that showed two histories.
    var isRecovering = false
    /// The log in which the peer goes on is being stored: what is known of the one before says nothing now.
    var isFollowing = false
    /// What was taken back so far.
    var taking: Taking?
    /// The session over which something is taken or given back: nothing is dialled beside it.
    var carrying: UInt64?
    /// How often the disk failed to give a body that the peer has lost, by the statement's place.
    var failedReads: [Int64: Int] = [:]
    /// How the recovery ended that made this log.
    nonisolated let recovered: RecoverySummary?
    let onSuccession: @Sendable (LineService, SucceededLine) async throws -> Void
    var verifiedAt: UTCTime?
    var routes: [String]
    var sessions: [UInt64: Session] = [:]
    /// Connections that the peer dialled, from before their session to the end of their descriptor.
    private var places = 0
    var recent = RecentOwn()
    var arbiter: SessionArbiter
    var dial: DialMachine
    var lastError: String?
    /// What a peer that connects again and again, or a route that never answers, may write into the log.
    var throttle = LogThrottle(burst: LogLimits.lineBurst)
    /// When the peer last gave a receipt or a checkpoint, in whatever session: a HELLO from before that may not know of it.
    var lastReceiptAt: MonotonicTime?
    var isLeaving = false
    var checkpoints = CheckpointState()
    /// By the numbers of `DialMachine`.
    var dials: [UInt64: PendingDial] = [:]
    let dialSignal: AsyncStream<Void>.Continuation
    nonisolated let dialSignals: AsyncStream<Void>

    init(
        record: LineRecord, context: LineContext, recovered: RecoverySummary? = nil,
        onSuccession: @escaping @Sendable (LineService, SucceededLine) async throws -> Void = { _, _ in }
    ) {
        (self.recovered, self.onSuccession) = (recovered, onSuccession)
        cause = record.stopped?.cause
        isRecovering = context.recoversAutomatically && record.stopped?.cause == .thisNodeRolledBack
        id = record.id
        peer = record.peer
        opening = record.opening
        hashes = RecentHashes(context.store.hashes(of: record.id))
        peerOpening = record.peerOpening
        stopped = record.stopped?.reason
        verifiedAt = record.verifiedAt
        routes = record.routes
        self.context = context
        var logger = context.logger
        logger[metadataKey: "peer"] = "\(record.peer.name)"
        self.logger = logger
        if let reason = stopped { logger.critical("line is stopped", metadata: ["reason": "\(reason)"]) }
        arbiter = SessionArbiter(context.local.key, record.peer.key)
        context.admission.expect(routes: record.routes, line: record.id.rawValue)
        dial = DialMachine(routes: record.routes, timeouts: context.timeouts, at: context.clock.now())
        (dialSignals, dialSignal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// A connection whose TLS handshake showed this line's peer.
    ///
    /// The HELLO and what the session is checked against come from one state of the ledger: the peer's consistency paths
    /// begin at the head that the HELLO names.
    func open(remote: String, since startedAt: MonotonicTime, dialCounter: UInt64?) async throws -> Opened {
        guard let ledger = await context.commits.ledger(of: id), !isLeaving, !isFollowing else {
            throw SessionOver.closed
        }
        let standing = try standing
        // A second HELLO that asks would end the session over which the first is being answered, and all would begin anew.
        guard standing != .recovering || taking == nil else { throw SessionOver.closed }
        // Each session brings its own credit: what earlier ones left for the store must have gone there first.
        guard context.commits.waitingBytes(of: id) <= Int(Limits.creditBytes) else { throw SessionOver.unavailable }
        var hello = try ledger.hello(
            newest: context.store.head(of: id), key: context.key, dialCounter: dialCounter ?? 0,
            agreement: context.policy.agreement, peerOpening: peerOpening, at: context.clock.utc())
        if standing == .recovering { hello.recovery = try receiptedTails() }
        let credit = context.space.credit(for: id)
        hello.capabilities = [Capability.checkpoints]
        (hello.creditMessages, hello.creditBytes) = (credit.messages, credit.bytes)
        let number = context.sessionNumbers.next()
        let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let machine = SessionMachine(
            line: ledger.line(peerOpening: peerOpening), hello: hello, standing: standing,
            timeouts: context.timeouts, at: context.clock.now())
        sessions[number] = Session(
            machine: machine, signal: signal, ending: ending, remote: remote, startedAt: startedAt,
            dialCounter: dialCounter, isGranted: credit != .none)
        signal.yield()
        return Opened(number: number, signals: signals, ending: ended)
    }

    /// A place for a connection that the peer dialled; false where there is none, and the connection is to be closed unread.
    ///
    /// Whoever has the peer's key could else hold connections without end, each for as long as a HELLO and a farewell may take.
    /// What this node dials is its own to bound, and is not refused for it.
    func enter(_ remote: String) -> Bool {
        guard places < Limits.sessionsPerLine else {
            write(.warning, "too many sessions", ["remote": "\(remote)"])
            return false
        }
        places += 1
        return true
    }

    /// A connection that had a place is closed.
    func leavePlace() { places -= 1 }

    /// Takes a frame that came over a connection.
    func receive(_ frame: Frame, in number: UInt64) async throws {
        if let end = sessions[number]?.end { throw end }
        guard let session = sessions[number] else { throw SessionOver.closed }
        let result = try session.machine.receive(frame, at: context.clock.now())
        heard(in: number)
        switch result {
        case .nothing: try await finishRecovery(in: number)
        case .hello(let greeting): try await welcome(greeting, in: number)
        case .part(let arrived): await keep(arrived.part, of: arrived.transfer, arrived.stream, in: number)
        case .arrived(let arrival): try await take(arrival, in: number)
        case .lookup(let verified):
            let stored = try Repetition.find(verified, on: id, in: context.store)
            if stored.line == id {
                sessions[number]?.machine.answer(stored.durable)
            } else {
                context.commits.enqueue(.again(id, session: number, verified))
            }
        case .asked(let request): try await giveBack(request, in: number)
        case .returned(let returned): try await takeBack(returned, in: number)
        case .receipted(let records):
            lastReceiptAt = context.clock.now()
            context.commits.enqueue(.receipts(id, session: number, records))
        case .checkpoint(let witnessed):
            lastReceiptAt = context.clock.now()
            context.commits.enqueue(.checkpoint(id, session: number, .peers(witnessed)))
        case .cosigned(let cosigned):
            context.commits.enqueue(.checkpoint(id, session: number, .own(cosigned)))
        case .declined(let size, let held): declined(size, held: held)
        case .ended(let end): throw SessionOver.ended(end)
        }
        sessions[number]?.signal.yield()
    }

    /// The next frames that the connection is to send together; none until its signal comes. They are few: what becomes
    /// urgent meanwhile waits for no more than these.
    func pull(_ number: UInt64) throws -> [Frame] {
        if let end = sessions[number]?.end { throw end }
        sessions[number]?.writingSince = nil
        var (frames, bytes): ([Frame], Int) = ([], 0)
        while bytes < Self.bytesAtOnce, let frame = try nextFrame(number) {
            frames.append(frame)
            bytes += frame.contentBytes
        }
        if !frames.isEmpty { sessions[number]?.writingSince = context.clock.now() }
        return frames
    }

    /// Frames are handed to the socket together until they have about so many bytes.
    private static let bytesAtOnce = Limits.chunkBytes / 2

    private func nextFrame(_ number: UInt64) throws -> Frame? {
        while let step = sessions[number]?.machine.next() {
            switch step {
            case .frame(let frame): return frame
            case .issue(let order):
                return try context.store.reading { try order.frame(key: context.key, hashes: hashes) }
            case .answer(let checkpoint): return try checkpoint.frame(as: context.local.name, key: context.key)
            case .witness(let order): return try issue(order, in: number)
            case .load(let stream, let after, let limit):
                let statements = try context.store.unreceipted(
                    line: id, stream: stream, afterRowID: after, limit: limit, known: recent.statement)
                sessions[number]?.machine.loaded(statements, of: stream, limit: limit)
            case .loadPart(let outgoing, let index): load(index, of: outgoing, in: number)
            case .loadBack(let stream, let after, let limit):
                let statements = try context.store.peerStatements(
                    line: id, stream: stream, afterRowID: after, limit: limit)
                sessions[number]?.machine.loadedBack(statements, of: stream, limit: limit)
            case .loadPartBack(let outgoing, let index): try loadBack(index, of: outgoing, in: number)
            case .idle: return nil
            }
        }
        throw SessionOver.closed
    }

    func deadline(of number: UInt64) -> MonotonicTime? {
        guard let session = sessions[number] else { return nil }
        let stalled = session.writingSince.map { $0 + context.timeouts.writeStall }
        return min(session.machine.deadline, stalled ?? session.machine.deadline)
    }

    func tick(_ number: UInt64) throws {
        let now = context.clock.now()
        if let end = sessions[number]?.end { throw end }
        if let since = sessions[number]?.writingSince, now - since >= context.timeouts.writeStall {
            throw SessionFailure.timeout("taking a frame")
        }
        try sessions[number]?.machine.tick(at: now)
        doubtIfSilent(number, at: now)
        sessions[number]?.signal.yield()
    }
}
