internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging

/// The one writer: takes what waits for all lines, builds a batch, commits it with one fsync, and tells who waits.
///
/// Nothing is answered or sent before its commit has returned (invariant 1). After a failed commit the process
/// ends without another word; only a full disk is survived, with nothing changed.
actor CommitService {
    private let store: SQLiteStore
    private let key: SigningKey
    private let agreement: Agreement
    private let clock: NodeClock
    private let logger: Logger
    private var ledgers: [LineID: LineLedger] = [:]
    private var listeners: [LineID: any CommitListener] = [:]
    /// Logs that were followed by another, whose items may still wait.
    private var successors: [LineID: LineID] = [:]
    private nonisolated let waiting = CommitWaiting()
    private nonisolated let thread: any SerialExecutor
    /// Who waits until nothing is being committed.
    private var idle: [CheckedContinuation<Void, Never>] = []
    /// Sessions of which something could not be stored: what else of them waits would leave a gap.
    private var givenBack: Set<UInt64> = []
    /// Parts of bodies that could not be let go while the disk was full.
    private var kept: [CommitItem] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameter thread: where commits run.
    init(
        store: SQLiteStore, key: SigningKey, agreement: Agreement, clock: NodeClock, logger: Logger,
        thread: any SerialExecutor = WriterThread()
    ) {
        self.thread = thread
        self.store = store
        self.key = key
        self.agreement = agreement
        self.clock = clock
        self.logger = logger
    }

    /// A line's ledger is kept here from now on.
    func open(_ line: LineID, ledger: LineLedger, listener: any CommitListener) {
        if ledgers[line] == nil { ledgers[line] = ledger }
        listeners[line] = listener
    }

    /// The peer was removed: its ledger stays, so that what is on its way to the store ends well.
    func forget(_ line: LineID) { listeners[line] = nil }

    /// No more submissions; returns when nothing waits.
    func close() async {
        waiting.close()
        while waiting.isBusy { await withCheckedContinuation { idle.append($0) } }
    }

    /// A line's ledger as the last commit left it.
    func ledger(of line: LineID) -> LineLedger? { ledgers[line] }

    /// Goes on with a line in a new log; what still waits for the former one goes there.
    func succeed(_ line: LineID, with succession: Succession) throws -> SucceededLine {
        do {
            guard let epoch = Epoch(try secureRandomBytes(Epoch.byteCount)) else { throw KeyError.noRandomness }
            let succeeded = try store.succeed(
                line, with: succession, key: key, at: clock.utc(),
                logID: try secureRandomBytes(LogOrigin.idByteCount), epoch: epoch)
            (ledgers[line], ledgers[succeeded.record.id]) = (nil, succeeded.ledger)
            (listeners[line], successors[line]) = (nil, succeeded.record.id)
            return succeeded
        } catch {
            ProcessEnd.ifFailed(error, logger)
            throw error
        }
    }

    /// Takes the log in which the peer goes on.
    /// - Parameter reason: why the line was stopped when the HELLO was looked at; it stays stopped for any other.
    func accept(_ opening: LogOpening, streams: [HeldStream], ending reason: String?, on line: LineID) throws {
        do {
            try store.acceptSuccessor(line, opening: opening, streams: streams, ending: reason, at: clock.utc())
            ledgers[line]?.beginPeerLog(opening.origin)
        } catch {
            ProcessEnd.ifFailed(error, logger)
            throw error
        }
    }

    /// Items that wait for the store.
    nonisolated var waitingCount: Int { waiting.count }

    /// Bytes of a line that wait for the store.
    nonisolated func waitingBytes(of line: LineID) -> Int { waiting.bytes(of: line) }

    /// Whether something of the line that came from its peer waits for the store, or is being stored.
    nonisolated func hasPeerItems(of line: LineID) -> Bool { waiting.hasPeerItems(of: line) }

    /// Stores what a client submitted; returns after its commit.
    nonisolated func submit(_ submission: Submission, on line: LineID) async throws -> SubmitOutcome {
        try waiting.requireRoom()
        return try await withCheckedThrowingContinuation { answer in
            enqueue(.submission(line, submission, answer))
        }
    }

    /// Stores a part of a long body; returns after its commit.
    nonisolated func keep(_ part: SpooledPart, on line: LineID) async throws {
        try await withCheckedThrowingContinuation { answer in enqueue(.part(line, part, answer)) }
    }

    /// Erases bodies; returns after the commit, and after their bytes are off the disk where no reader keeps them there.
    ///
    /// - Parameter line: any log of the line; the record goes to its newest one.
    nonisolated func erase(_ order: ErasureOrder, on line: LineID) async throws -> ErasureOutcome {
        try waiting.requireRoom()
        let line = try store.newestLog(of: line)
        guard store.unfinishedErasures < StoreLimits.unfinishedErasures else { throw SubmitFailure.busy }
        return try await withCheckedThrowingContinuation { answer in enqueue(.erasure(line, order, answer)) }
    }

    /// Takes the bytes of what was erased off the disk, if nobody reads them any more.
    func finishErasing() {
        do {
            if try !store.finishErasing() { logger.debug("what was erased is still being read") }
        } catch {
            ProcessEnd.ifFailed(error, logger)
            logger.error("erased bytes are still on the disk", metadata: ["reason": "\(error)"])
        }
    }

    /// Queues what came from a peer; its credit bounds how much that can be.
    nonisolated func enqueue(_ item: CommitItem) {
        if waiting.add(item) { Task { await drain() } }
    }

    private func drain() async {
        while let items = waiting.next() {
            var batch = await readable(items.map(current))
            // While something is given back, a line may go on in a new log: what was read for the old one says nothing then.
            while batch.items.contains(where: { successors[$0.line] != nil && !isGivenBack($0) }) {
                batch = await readable(batch.items.map(current))
            }
            await commit(batch)
        }
        givenBack = []
        for waiter in idle { waiter.resume() }
        idle = []
    }

    /// What waited for a log that was followed by another meanwhile.
    private func current(_ item: CommitItem) -> CommitItem {
        guard let next = successors[item.line] else { return item }
        if let session = item.session { givenBack.insert(session) }
        let moved = item.moved(to: next)
        return moved.line == item.line ? item : current(moved)
    }

    /// What the store holds for these items. Where a row that one of them asks for is damaged, that one alone is given back.
    private func readable(_ items: [CommitItem]) async -> (items: [CommitItem], known: KnownMessages) {
        if let known = try? store.reading({ try KnownMessages(for: items, in: store) }) { return (items, known) }
        var (readable, known): ([CommitItem], KnownMessages) = ([], KnownMessages())
        for item in items {
            do {
                known.merge(try KnownMessages(for: [item], in: store))
                readable.append(item)
            } catch {
                await giveBack([item], because: error)
            }
        }
        return (readable, known)
    }

    private func commit(_ batch: (items: [CommitItem], known: KnownMessages)) async {
        let items = batch.items.filter { !isGivenBack($0) }
        for case .part(_, _, let answer?) in batch.items.filter(isGivenBack) {
            answer.resume(throwing: SubmitFailure.closed)
        }
        for item in batch.items.filter(isGivenBack) { keepDiscard(item) }
        do {
            let items = openRemoved(items)
            var builder = BatchBuilder(
                ledgers: ledgers, key: key, agreement: agreement, time: clock.utc(),
                known: batch.known)
            for item in items { builder.add(item) }
            let batches = builder.seal()
            let isNothing = batches.isEmpty && builder.spools.isEmpty
            #if HOTLINE_PLANTED
                let isEarly = PlantedBug.receiptBeforeCommit.isActive
                if isEarly {
                    await announce(builder, store.durableTooEarly(batches))
                    try await clock.sleep(until: clock.now() + .milliseconds(20))
                }
                let isAnswered = PlantedBug.answerBeforeCommit.isActive
                if isAnswered {
                    answer(builder.answers, store.durableTooEarly(batches))
                    try await clock.sleep(until: clock.now() + .milliseconds(20))
                }
            #endif
            let durable = isNothing ? [] : try store.commitNow(batches, spools: builder.spools)
            ledgers.merge(builder.ledgers) { _, new in new }
            #if HOTLINE_PLANTED
                if !isAnswered { answer(builder.answers, durable) }
            #else
                answer(builder.answers, durable)
            #endif
            if !builder.erasures.isEmpty, store.unfinishedErasures > 0 { finishErasing() }
            for (answer, result) in builder.erasures { answer.resume(with: result.mapError { $0 }) }
            for answer in builder.kept { answer.resume() }
            #if HOTLINE_PLANTED
                if !isEarly { await announce(builder, durable) }
            #else
                await announce(builder, durable)
            #endif
            discardMore(items)
            if !isNothing { discardKept() }
        } catch {
            await giveBack(items, because: error)
        }
    }

    private func answer(
        _ answers: [(CheckedContinuation<SubmitOutcome, any Error>, Result<MessageID?, SubmitFailure>)],
        _ durable: [DurableBatch]
    ) {
        var committed: [MessageID: SubmitOutcome] = [:]
        for batch in durable {
            for statement in batch.statements where statement.isOwn {
                committed[statement.signed.statement.messageID] = .stored(statement, at: batch.batch.time)
            }
        }
        for (answer, result) in answers {
            answer.resume(with: result.map { id in id.flatMap { committed[$0] } ?? .alreadyThere }.mapError { $0 })
        }
    }

    /// The line of a removed peer has no ledger, and its bodies may be erased all the same. Where it cannot be read, that order
    /// alone fails.
    private func openRemoved(_ items: [CommitItem]) -> [CommitItem] {
        items.filter { item in
            guard case .erasure(let line, _, let answer) = item, ledgers[line] == nil, successors[line] == nil else {
                return true
            }
            do {
                let record = try store.record(of: line)
                ledgers[line] = LineLedger(
                    local: store.identity, peer: record.peer, opening: record.opening, epoch: store.epoch,
                    state: try store.ledgerState(of: line))
                return true
            } catch {
                ProcessEnd.ifFailed(error, logger)
                answer.resume(throwing: Self.failure(error))
                return false
            }
        }
    }

    private func isGivenBack(_ item: CommitItem) -> Bool { item.session.map(givenBack.contains) ?? false }

    /// A long body is let go in steps, so that nothing urgent waits for it. One that no statement was stored with is still
    /// there after its commit.
    private func discardMore(_ items: [CommitItem]) {
        for item in items {
            if case .part = item { continue }
            guard let spool = item.spool, (try? store.holds(spool)) == true else { continue }
            enqueue(.discard(item.line, spool, item.precedence))
        }
    }

    /// Not stored: its parts are let go with the next commit. A session's and a client's own discard come after this.
    private func keepDiscard(_ item: CommitItem) {
        switch item {
        case .arrival, .discard:
            if let spool = item.spool { kept.append(.discard(item.line, spool, item.precedence)) }
        case .submission, .part, .receipts, .again, .checkpoint, .erasure: break
        }
    }

    /// There is space again.
    private func discardKept() {
        defer { kept = [] }
        for item in kept { enqueue(item) }
    }

    private static func failure(_ error: any Error) -> SubmitFailure {
        if case StoreError.full = error { return .storeFull }
        return .notStored("\(error)")
    }

    private func announce(_ builder: BatchBuilder, _ durable: [DurableBatch]) async {
        var commits: [LineID: LineCommit] = [:]
        for batch in durable {
            guard let line = ledgers.first(where: { $0.value.opening.origin == batch.batch.origin })?.key else {
                continue
            }
            commits[line, default: LineCommit()].durable = batch
        }
        for item in builder.overtaken { await listeners[item.line]?.notStored(item.session) }
        for item in builder.broken {
            commits[item.line, default: LineCommit()].broken.append((item.session, item.failure))
        }
        let fresh = Dictionary(
            durable.flatMap(\.statements).filter { !$0.isOwn }.map { ($0.signed.digest, $0) },
            uniquingKeysWith: { first, _ in first })
        for item in builder.taken {
            settle(item, fresh[item.verified.signed.digest], in: &commits[item.line, default: LineCommit()])
        }
        let checkpoints = durable.flatMap(\.checkpoints)
        for item in builder.witnessed {
            guard let stored = checkpoints.first(where: { $0.witnessed == item.checkpoint }) else { continue }
            commits[item.line, default: LineCommit()].witnessed.append((item.session, stored))
        }
        for (line, commit) in commits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            await listeners[line]?.committed(commit)
            for session in commit.unread { await listeners[line]?.notStored(session) }
        }
    }

    /// A statement of the batch, or one that was in the log before: then its own bytes must be there.
    private func settle(_ item: BatchBuilder.Taken, _ fresh: DurableStatement?, in commit: inout LineCommit) {
        if let fresh, !item.isAgain {
            commit.arrived.append((item.session, fresh))
            return
        }
        do {
            let stored = try fresh ?? Repetition.find(item.verified, on: item.line, in: store).durable
            if item.isAgain {
                commit.again.append((item.session, stored))
            } else {
                commit.arrived.append((item.session, stored))
            }
        } catch let failure as SessionFailure {
            commit.broken.append((item.session, failure))
        } catch {
            ProcessEnd.ifFailed(error, logger)
            commit.unread.append(item.session)
        }
    }

    /// The disk is full, or the batch was refused: nothing was changed. Clients are told by name; sessions end and what
    /// they carried comes again.
    private func giveBack(_ items: [CommitItem], because error: any Error) async {
        ProcessEnd.ifFailed(error, logger)
        logger.error("not stored", metadata: ["reason": "\(error)", "items": "\(items.count)"])
        let failure = Self.failure(error)
        for item in items {
            if case .submission(_, _, let answer) = item { answer.resume(throwing: failure) }
            if case .part(_, _, let answer?) = item { answer.resume(throwing: failure) }
            if case .erasure(_, _, let answer) = item { answer.resume(throwing: failure) }
            keepDiscard(item)
            guard let session = item.session else { continue }
            givenBack.insert(session)
            await listeners[item.line]?.notStored(session)
        }
    }
}

/// Who is told of a line's commits.
protocol CommitListener: Sendable {
    func committed(_ commit: LineCommit) async
    func notStored(_ session: UInt64) async
}
