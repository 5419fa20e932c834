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
    private var queue = CommitQueue<CommitItem>()
    private var isDraining = false
    private var isClosed = false

    init(store: SQLiteStore, key: SigningKey, agreement: Agreement, clock: NodeClock, logger: Logger) {
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
        isClosed = true
        while isDraining { await Task.yield() }
    }

    /// A line's ledger as the last commit left it.
    func ledger(of line: LineID) -> LineLedger? { ledgers[line] }

    /// Stores what a client submitted; returns after its commit.
    func submit(_ submission: Submission, on line: LineID) async throws -> SubmitOutcome {
        guard !isClosed, ledgers[line] != nil else { throw SubmitFailure.closed }
        guard queue.count < Limits.waitingSubmissions else { throw SubmitFailure.busy }
        return try await withCheckedThrowingContinuation { answer in
            enqueue(.submission(line, submission, answer))
        }
    }

    /// Queues what came from a peer; its credit bounds how much that can be.
    func enqueue(_ item: CommitItem) {
        queue.enqueue(item, precedence: item.precedence, bytes: item.bytes)
        guard !isDraining else { return }
        isDraining = true
        Task { await drain() }
    }

    private func drain() async {
        while let items = queue.nextBatch() {
            await commit(items)
            queue.finished()
        }
        isDraining = false
    }

    private func commit(_ items: [CommitItem]) async {
        do {
            let known = try KnownMessages(for: items, in: store)
            var builder = BatchBuilder(
                ledgers: ledgers, key: key, agreement: agreement, time: clock.utc(), known: known)
            for item in items { builder.add(item) }
            let batches = builder.seal()
            let durable = batches.isEmpty ? [] : try await store.commit(batches)
            ledgers.merge(builder.ledgers) { _, new in new }
            for (answer, result) in builder.answers { answer.resume(with: result.mapError { $0 }) }
            await announce(builder, durable)
        } catch {
            ProcessEnd.ifFailed(error, logger)
            logger.error(
                "nothing of this batch was stored", metadata: ["reason": "\(error)", "items": "\(items.count)"])
            await giveBack(items, Self.failure(error))
        }
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
        for (line, commit) in commits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            await listeners[line]?.committed(commit)
            for session in commit.unread { await listeners[line]?.notStored(session) }
        }
    }

    /// A statement of the batch, or one that was in the log before: then its own bytes must be there.
    private func settle(_ item: BatchBuilder.Taken, _ fresh: DurableStatement?, in commit: inout LineCommit) {
        if let fresh {
            commit.arrived.append((item.session, fresh))
            return
        }
        do {
            commit.arrived.append((item.session, try Repetition.find(item.verified, on: item.line, in: store)))
        } catch let failure as SessionFailure {
            commit.broken.append((item.session, failure))
        } catch {
            ProcessEnd.ifFailed(error, logger)
            commit.unread.append(item.session)
        }
    }

    /// The disk is full, or the batch was refused: nothing was changed. Clients are told by name; sessions end and what
    /// they carried comes again.
    private func giveBack(_ items: [CommitItem], _ failure: SubmitFailure) async {
        for item in items {
            switch item {
            case .submission(_, _, let answer): answer.resume(throwing: failure)
            case .arrival(let line, let session, _, _), .receipts(let line, let session, _):
                await listeners[line]?.notStored(session)
            }
        }
    }
}

/// Who is told of a line's commits.
protocol CommitListener: Sendable {
    func committed(_ commit: LineCommit) async
    func notStored(_ session: UInt64) async
}
