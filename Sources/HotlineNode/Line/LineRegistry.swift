internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import ServiceLifecycle

/// The node's lines: opens them at start and when a peer is added, leaves them at stop and when it is removed.
final class LineRegistry: Sendable, Service {
    /// How long sessions may take to say their farewell at stop.
    private static let drainTime: Duration = .seconds(2)

    /// How long the peers' cosignatures on the last checkpoints may take before that.
    private static let lastWitnessTime: Duration = .seconds(1)

    let context: LineContext
    let pins: PinnedPeers
    private let dialler: any PeerDialler
    private let opened: AsyncStream<LineService>
    private let opening: AsyncStream<LineService>.Continuation

    init(context: LineContext, pins: PinnedPeers, dialler: any PeerDialler) {
        self.context = context
        self.pins = pins
        self.dialler = dialler
        (opened, opening) = AsyncStream.makeStream(of: LineService.self)
    }

    /// One change of the peers at a time: adding and removing look, decide and act in several steps.
    let changes = AsyncLock()

    func line(named name: String) -> LineService? { pins.all.first { $0.peer.name.text == name } }

    /// Which of these statements' bodies are on their way to a peer: nothing of them may be erased now.
    func sending(_ rows: [Int64]) async -> Set<Int64> {
        var sending: Set<Int64> = []
        for line in pins.all { sending.formUnion(await line.sending(rows)) }
        return sending
    }

    /// Opens a line: its ledger goes on from the store, its peer is pinned, its routes are dialled.
    func open(_ record: LineRecord) async throws {
        let service = makeService(for: record)
        let ledger = LineLedger(
            local: context.local, peer: record.peer, opening: record.opening, epoch: context.store.epoch,
            state: try context.store.ledgerState(of: record.id))
        await context.commits.open(record.id, ledger: ledger, listener: service)
        pins.pin(record.peer.key.keyID, to: service)
        opening.yield(service)
    }

    private func makeService(for record: LineRecord, recovered: RecoverySummary? = nil) -> LineService {
        LineService(record: record, context: context, recovered: recovered) { [weak self] former, succeeded in
            try await self?.succeed(former, with: succeeded)
        }
    }

    /// A line goes on in a new log, whose ledger the writer has already: what was opened for the former one is left.
    private func succeed(_ former: LineService, with succeeded: SucceededLine) async throws {
        let record = succeeded.record
        let service = makeService(for: record, recovered: RecoverySummary(succeeded))
        await context.commits.open(record.id, ledger: succeeded.ledger, listener: service)
        pins.pin(record.peer.key.keyID, to: service)
        opening.yield(service)
        await former.leave(.replaced)
        await service.publish(.peerChanged, reason: "recovered")
    }

    /// Leaves a line whose peer was removed.
    func close(_ line: LineService) async {
        pins.unpin(line.peer.key.keyID)
        await line.leave(.removed)
        await context.commits.forget(line.id)
    }

    /// Dials for all lines until the node stops, then says goodbye on each.
    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await line in opened {
                    group.addTask { await self.dial(for: line) }
                }
                await witnessLast()
                for line in pins.all { await line.leave(.shutdown) }
                await drain()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.opening.finish()
        }
    }

    private func dial(for line: LineService) async { await line.runDialling(dialler) }

    /// The peers see the logs as they end, where they answer in time.
    private func witnessLast() async {
        await withTaskGroup(of: Void.self) { group in
            for line in pins.all { group.addTask { _ = await line.witness(within: Self.lastWitnessTime) } }
        }
    }

    private func drain() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for line in self.pins.all { await line.drain() } }
            group.addTask { try? await self.context.clock.sleep(for: Self.drainTime) }
            await group.next()
            group.cancelAll()
        }
    }
}
