internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
public import HotlineStore
internal import HotlineTLS
internal import HotlineTransport
public import Logging
internal import NIOPosix
internal import ServiceLifecycle
internal import UnixSignals

/// A node, put together: store, lines, listener, local API. One process runs one.
public struct Node: Sendable {
    /// The version that `status` shows.
    public static var version: String { ProductVersion.text }

    private let services: [any Service]
    private let logger: Logger

    /// Opens the store, recovers, binds the port; nothing is answered before all of it has succeeded.
    ///
    /// - Parameter reloadConfiguration: called at SIGHUP, before the peers are read anew.
    /// - Throws: `HomeError`, `StoreError`, `TransportError` and key errors: each names the cause and the remedy.
    public init(
        home: Home, configuration: NodeConfiguration, passphrase: [UInt8]?, logger: Logger,
        reloadConfiguration: @escaping @Sendable () async -> Void = {}
    ) async throws {
        let local = try IdentityFile.keyLine(in: home)
        let key = try IdentityFile.signingKey(in: home, passphrase: passphrase)
        let clock = NodeClock()
        guard let epoch = Epoch(try secureRandomBytes(Epoch.byteCount)) else { throw KeyError.noRandomness }
        let store = try SQLiteStore.open(home: home, identity: local, epoch: epoch, at: clock.utc())
        if let migration = store.migration {
            logger.notice(
                "database migrated",
                metadata: [
                    "from": "\(migration.found)", "to": "\(migration.known)", "backup": "\(migration.backup)",
                ])
        }
        let timeouts = Timeouts()
        let policy = StatementPolicy(kinds: .builtIn, agreement: .builtIn)
        let commits = CommitService(store: store, key: key, agreement: policy.agreement, clock: clock, logger: logger)
        let context = LineContext(
            local: local, key: key, store: store, commits: commits, policy: policy, events: EventHub(), clock: clock,
            timeouts: timeouts, recoversAutomatically: configuration.recoversAutomatically, admission: Admission(),
            space: SpaceReserve(logger: logger) { home.freeBytes },
            spools: SpoolNumbers(after: try store.lastSpool()), logger: logger)
        let strangers = StrangerLog(clock: clock, logger: logger)
        let pins = PinnedPeers()
        let certificate = try NodeCertificate(name: local.name, key: key)
        let client = try TLSContext(role: .client, certificate: certificate, key: key, accepts: pins.accepts)
        let server = try TLSContext(role: .server, certificate: certificate, key: key, accepts: pins.accepts)
        let group = MultiThreadedEventLoopGroup.singleton
        let listener = try await Listener.bind(
            host: configuration.listenHost, port: configuration.listenPort, tls: server, timeouts: timeouts,
            group: group, admission: context.admission, report: { strangers.note($0) })
        let registry = LineRegistry(
            context: context, pins: pins, dialler: Dialler(tls: client, timeouts: timeouts, group: group))
        for record in try store.lines() { try await registry.open(record) }
        let listen = "\(configuration.listenHost):\(listener.port)"
        let backups = BackupDesk(store: store, path: home.onlineBackup, clock: clock, logger: logger)
        let audits = AuditDesk()
        let operations = NodeControl(registry: registry, listen: listen, backups: backups, audits: audits)
        // Stopped in the opposite order: the local API first, the store last.
        services = [
            StoreService(store: store, commits: commits, events: context.events),
            ListenerService(listener: listener, pins: pins, clock: clock, strangers: strangers),
            registry,
            DeadlineWatch(registry: registry),
            SpaceWatch(registry: registry),
            CheckpointWatch(registry: registry),
            AuditWatch(
                registry: registry, database: home.database, schedule: configuration.auditSchedule, desk: audits),
            ErasingService(registry: registry, rules: configuration.retention),
            ReloadService(registry: registry, logger: logger, reloadConfiguration: reloadConfiguration),
            ControlServer(socketPath: home.socket, operations: operations, logger: logger) {
                logger.info(
                    "node ready",
                    metadata: [
                        "name": "\(local.name)", "listen": "\(listen)", "lines": "\(pins.all.count)",
                        "epoch": "\(epoch)",
                    ])
            },
        ]
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT, or until a part of the node fails.
    public func run() async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger))
        try await group.run()
        logger.info("node stopped")
    }
}
