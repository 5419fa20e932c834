public import HotlineControl
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// The local API: HTTP/1.1 and JSON on a Unix socket, for the user that runs the node (and root) alone.
///
/// ``run()`` makes the socket, serves until a graceful shutdown, and removes the socket with its last connection. The way of a request:
/// ``PeerCredentialHandler`` (who connects), ``RequestGuard`` (how long, how large), the routes, `NodeOperations`.
public struct ControlServer: Service {
    let socket: ControlSocket
    let operations: any NodeOperations
    let logger: Logger
    let settings: ControlServerSettings
    let onReady: @Sendable () async -> Void

    /// A server on the socket at this path, whose directory has mode 0700 or is made so. `onReady` is called once
    /// the socket takes connections.
    public init(
        socketPath: String, operations: any NodeOperations, logger: Logger,
        onReady: @escaping @Sendable () async -> Void = {}
    ) {
        self.init(
            socketPath: socketPath, operations: operations, logger: logger, settings: ControlServerSettings(),
            onReady: onReady)
    }

    init(
        socketPath: String, operations: any NodeOperations, logger: Logger, settings: ControlServerSettings,
        onReady: @escaping @Sendable () async -> Void
    ) {
        self.socket = ControlSocket(path: socketPath)
        self.operations = operations
        self.logger = logger
        self.settings = settings
        self.onReady = onReady
    }

    /// Serves until the service group shuts down. Throws ``ControlSocketError`` if the socket cannot be had.
    public func run() async throws {
        try socket.prepare()
        try await application.run()
    }

    private var application: some ApplicationProtocol {
        Application(
            responder: ControlRoutes(operations: operations, logger: logger, settings: settings).responder,
            server: ControlChannel.builder(settings: settings, logger: logger),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: socket.path),
                availableConnectionsDelegate: MaximumAvailableConnections(ControlLimits.connections, logger: quiet)),
            onServerRunning: { channel in await running(channel) },
            logger: quiet)
    }

    /// Hummingbird logs every connection at `trace` and itself at `info`; the node's log is not for that.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = max(.notice, logger.logLevel)
        return quiet
    }

    /// Without its mode the socket is not served: 0700 on the directory is the first lock, 0600 the second.
    private func running(_ channel: any Channel) async {
        do {
            try socket.restrict()
            logger.info("local API is ready", metadata: ["socket": "\(socket.path)"])
            await onReady()
        } catch {
            logger.critical("local API is closed: \(error)", metadata: ["socket": "\(socket.path)"])
            try? await channel.close()
        }
    }
}
