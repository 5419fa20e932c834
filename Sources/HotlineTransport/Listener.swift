public import HotlineProtocol
public import HotlineTLS
public import NIOCore
internal import NIOPosix

/// Accepts the connections of peers.
public struct Listener: Sendable {
    /// Connections that may be in their handshake at once; one more is closed unread.
    public static let maximumHandshakes = 128

    /// The bound port: the one that the system chose where 0 was asked for.
    public let port: Int
    private let channel: NIOAsyncChannel<Connection, Never>

    /// Binds HOST:PORT.
    public static func bind(
        host: String, port: Int, tls: TLSContext, timeouts: Timeouts, group: any EventLoopGroup
    ) async throws -> Listener {
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 256)
                .bind(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try SocketOptions.apply(to: channel)
                        return try Connection.configure(channel, tls: tls, timeouts: timeouts)
                    }
                }
            return Listener(port: channel.channel.localAddress?.port ?? port, channel: channel)
        } catch {
            throw TransportError.cannotListen(address: "\(host):\(port)", reason: "\(error)")
        }
    }

    /// Hands each accepted connection to `serve` until the task is cancelled; each runs beside the others.
    public func run(_ serve: @escaping @Sendable (Connection) async -> Void) async throws {
        let gate = HandshakeGate(limit: Self.maximumHandshakes)
        try await channel.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    guard gate.enter() else {
                        connection.close()
                        continue
                    }
                    connection.whenHandshakeEnds { gate.leave() }
                    group.addTask { await serve(connection) }
                }
            }
        }
    }
}
