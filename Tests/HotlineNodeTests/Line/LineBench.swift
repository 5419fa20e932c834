import Foundation
import HotlineControl
import HotlineCrypto
import HotlineStore
import HotlineTLS
import HotlineTestSupport
import HotlineTransport
import Logging
import NIOPosix
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

/// Beta's node without sockets: its store, lines and operations are the real ones, and a test hands in each frame.
final class LineBench: Sendable {
    let home: Home
    let registry: LineRegistry
    let control: NodeControl
    let (alpha, beta): (TestIdentity, TestIdentity)

    init(
        timeouts: Timeouts = Timeouts(), space: SpaceReserve = .unlimited, recoversAutomatically: Bool = false,
        thread: any SerialExecutor = WriterThread()
    ) throws {
        (alpha, beta) = (try TestIdentity.alpha(), try TestIdentity.beta())
        home = Home(path: "/tmp/hotline-line-\(UInt32.random(in: 0...UInt32.max))")
        try home.makeDirectories()
        try SQLiteStore.create(home: home, identity: beta.line, at: Fixed.time)
        let store = try SQLiteStore.open(home: home, identity: beta.line, epoch: try Fixed.epoch(0xB0), at: Fixed.time)
        let (clock, logger) = (NodeClock(), Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let context = LineContext(
            local: beta.line, key: beta.key, store: store,
            commits: CommitService(
                store: store, key: beta.key, agreement: .builtIn, clock: clock, logger: logger, thread: thread),
            policy: StatementPolicy(kinds: .builtIn, agreement: .builtIn), events: EventHub(), clock: clock,
            timeouts: timeouts, recoversAutomatically: recoversAutomatically, space: space,
            spools: SpoolNumbers(after: try store.lastSpool()), logger: logger)
        let pins = PinnedPeers()
        let tls = try TLSContext(
            role: .client, certificate: NodeCertificate(name: beta.line.name, key: beta.key), key: beta.key,
            accepts: pins.accepts)
        let dialler = Dialler(tls: tls, timeouts: timeouts, group: MultiThreadedEventLoopGroup.singleton)
        registry = LineRegistry(context: context, pins: pins, dialler: dialler)
        let backups = BackupDesk(store: store, path: home.onlineBackup, clock: clock, logger: logger)
        control = NodeControl(registry: registry, listen: "nowhere", backups: backups)
    }

    deinit { try? FileManager.default.removeItem(atPath: home.path) }

    var context: LineContext { registry.context }

    /// Pins a key under alpha's name, or alpha itself.
    func pin(_ key: VerifyingKey? = nil) async throws -> LineService {
        let keyLine = KeyLine(name: alpha.line.name, key: key ?? alpha.line.key)
        _ = try await control.addPeer(AddPeerRequest(keyLine: "\(keyLine)", routes: []))
        return try #require(registry.line(named: "\(alpha.line.name)"))
    }

    /// A connection of the line, as its runner would open it, over which nothing has come yet.
    func connection(of line: LineService, dialCounter: UInt64? = nil) async throws -> UInt64 {
        try await opened(line, dialCounter: dialCounter).number
    }

    /// The same, with the signals that there is something to pull.
    func opened(_ line: LineService, dialCounter: UInt64? = nil) async throws -> LineService.Opened {
        try await line.open(remote: "test", since: context.clock.now(), dialCounter: dialCounter)
    }

    /// Everything that the node has to send over a connection now.
    func pullAll(_ line: LineService, _ number: UInt64) async throws -> [Frame] {
        var frames: [Frame] = []
        while true {
            let next = try await line.pull(number)
            if next.isEmpty { break }
            frames += next
        }
        return frames
    }

    /// Both HELLOs of a session.
    func greet(_ line: LineService, _ number: UInt64, _ party: inout MemoryParty) async throws {
        try party.connect()
        try await line.receive(try #require(try party.pull()), in: number)
        for frame in try await pullAll(line, number) { try party.receive(frame) }
    }

    /// Does it, and returns when the node has said that this happened.
    func until(_ event: NodeEvent.Name, _ work: () async throws -> Void) async throws {
        var changes = context.events.subscribe().makeAsyncIterator()
        try await work()
        while let change = await changes.next() {
            if change.event == event { return }
        }
        Issue.record("the node ended before \(event.rawValue)")
    }

    /// Beta says something, alpha takes it, and alpha's receipt is committed at beta.
    func receipted(
        _ number: UInt64, over line: LineService, _ session: LineService.Opened, _ party: inout MemoryParty
    ) async throws {
        _ = try await context.commits.submit(try Fixed.submission(number), on: line.id)
        for frame in try await pullStatement(line, session) { try party.receive(frame) }
        try party.commit()
        let receipt = try #require(try party.pull())
        try await until(.messageReceipted) { try await line.receive(receipt, in: session.number) }
    }

    /// Everything that the node has to send, up to a statement: the line hears of a commit after the client does.
    private func pullStatement(_ line: LineService, _ session: LineService.Opened) async throws -> [Frame] {
        var (frames, signals) = (try await pullAll(line, session.number), session.signals.makeAsyncIterator())
        while !frames.contains(where: { if case .statement = $0 { true } else { false } }) {
            try #require(await signals.next() != nil)
            frames += try await pullAll(line, session.number)
        }
        return frames
    }
}
