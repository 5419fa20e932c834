import CSimulator
import HotlineControl
import HotlineCrypto
import HotlineProtocol
import HotlineStore
import HotlineTestSupport
import Logging

@testable import HotlineNode

/// One process of a node: put together as `Node` does it, with the simulator's clock, network, disk and thread.
///
/// A process that is gone cannot be taken off the runtime's queues; its tasks run out. Nothing that they do is seen: its disk
/// gives it errors and takes nothing, its connections pass nothing on, its answers count for nothing.
///
/// Unchecked: as `World`.
final class Life: @unchecked Sendable {
    let number: Int
    let registry: LineRegistry
    let control: NodeControl
    let store: SQLiteStore
    private(set) var isReady = false
    private(set) var isOver = false
    private unowned let node: SimNode
    private let clock: NodeClock
    private let processEnd: ProcessEnd
    private var root: Task<Void, Never>?

    init(_ node: SimNode, number: Int) throws {
        (self.node, self.number) = (node, number)
        let world = node.world
        let clock = NodeClock(SimTime(world, node.machine))
        let end: @Sendable () -> Void = { [weak node] in node?.ended(number) }
        (self.clock, processEnd) = (clock, ProcessEnd(act: end))
        let logger = Logger(label: node.name) { _ in StoryLog(world.story, node.name) }
        let identity = node.identity
        guard let epoch = Epoch(try secureRandomBytes(Epoch.byteCount)) else { throw KeyError.noRandomness }
        store = try SQLiteStore.open(home: node.home, identity: identity.line, epoch: epoch, at: clock.utc())
        let commits = CommitService(
            store: store, key: identity.key, agreement: .builtIn, clock: clock, logger: logger,
            thread: SimWriter(world, node.machine))
        var context = LineContext(
            local: identity.line, key: identity.key, store: store, commits: commits,
            policy: StatementPolicy(kinds: .builtIn, agreement: .builtIn), events: EventHub(), clock: clock,
            timeouts: Timeouts(), recoversAutomatically: node.recoversAutomatically,
            space: SpaceReserve(logger: logger) { [machine = node.machine] in machine.freeBytes },
            spools: SpoolNumbers(after: try store.lastSpool()), logger: logger)
        context.jitter = { Double.random(in: 0...1, using: &world.random) }
        registry = LineRegistry(
            context: context, pins: PinnedPeers(), dialler: SimDialler(node.network, from: node))
        let backups = BackupDesk(store: store, path: node.home.onlineBackup, clock: clock, logger: logger)
        control = NodeControl(registry: registry, listen: "\(node.name)-1:1", backups: backups)
    }

    /// Opens the lines and runs the node's services.
    func run() {
        root = Task { [self] in
            await ProcessEnd.$current.withValue(processEnd) {
                do {
                    for record in try store.lines() { try await registry.open(record) }
                } catch {
                    node.world.story.tell(node.name, "cannot open its lines")
                    return node.ended(number)
                }
                guard !isOver else { return }
                isReady = true
                node.world.story.tell(node.name, "is ready, life \(number)")
                node.onStart(self)
                await services()
            }
        }
    }

    private func services() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [registry] in try? await registry.run() }
            group.addTask { [registry] in try? await DeadlineWatch(registry: registry).run() }
            group.addTask { [registry] in try? await SpaceWatch(registry: registry).run() }
            group.addTask { [registry] in try? await CheckpointWatch(registry: registry).run() }
        }
    }

    func accept(_ end: SimConnection) {
        Task { [self] in
            await ProcessEnd.$current.withValue(processEnd) {
                let runner = SessionRunner(connection: end, clock: clock)
                do {
                    try await runner.run(dialCounter: nil) { registry.pins.line(of: $0) }
                } catch {
                    node.world.story.explain(node.name, "connection ended: \(error)")
                }
            }
        }
    }

    /// Does something as the node's process would.
    func perform(_ work: @escaping @Sendable (NodeControl) async -> Void) {
        Task { [self] in await ProcessEnd.$current.withValue(processEnd) { await work(control) } }
    }

    /// Nothing of it is seen any more; its tasks are told to run out.
    func end() {
        (isOver, isReady) = (true, false)
        root?.cancel()
        Task { [registry] in for line in registry.pins.all { await line.leave(.shutdown) } }
    }

    /// Sessions say goodbye, what waits is committed, the store is closed.
    func stop() async {
        let commits = registry.context.commits
        for line in registry.pins.all { await line.leave(.shutdown) }
        for line in registry.pins.all { await line.drain() }
        guard !isOver else { return }
        await commits.close()
        guard !isOver else { return }
        (isOver, isReady) = (true, false)
        do {
            try store.close()
        } catch {
            node.world.story.tell(node.name, "cannot close its store")
        }
        root?.cancel()
    }
}

/// What a node logs, as lines of the story.
///
/// Unchecked: as `World`.
struct StoryLog: LogHandler, @unchecked Sendable {
    private let story: Story
    private let name: String
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .debug

    init(_ story: Story, _ name: String) { (self.story, self.name) = (story, name) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        story.explain(name, "\(event.level): \(event.message)" + fields(event.metadata ?? [:]))
    }

    private func fields(_ fields: Logger.Metadata) -> String {
        fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    }
}
