public import HotlineProtocol
public import HotlineTLS
public import NIOCore
internal import NIOPosix

/// Something that a listener met and that concerns no peer.
public enum ListenerEvent: Hashable, Sendable, CustomStringConvertible {
    /// A connection was closed before anything of it was read.
    case refused(reason: String)
    /// The system did not give a connection that waits.
    case acceptFailed(reason: String)

    /// The event as the log names it.
    public var description: String {
        switch self {
        case .refused(let reason): "connection refused: \(reason)"
        case .acceptFailed(let reason): "connection not accepted: \(reason)"
        }
    }
}

/// Accepts the connections of peers.
public struct Listener: Sendable {
    /// The bound port: the one that the system chose where 0 was asked for.
    public let port: Int
    private let channel: any Channel
    private let connections: AsyncStream<Connection>

    /// Binds HOST:PORT.
    /// - Parameter report: is told what concerns no peer; called on an event loop, often while under attack.
    public static func bind(
        host: String, port: Int, tls: TLSContext, timeouts: Timeouts, group: any EventLoopGroup,
        admission: Admission = Admission(), report: @escaping @Sendable (ListenerEvent) -> Void = { _ in }
    ) async throws -> Listener {
        // At most as many wait here as may be in their handshake.
        let (connections, arrived) = AsyncStream.makeStream(of: Connection.self)
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Self.pausing(report))
                    }
                }
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let connection = try Self.admit(channel, tls, timeouts, admission, report)
                        arrived.yield(connection)
                    }
                }
                .bind(host: host, port: port).get()
            channel.closeFuture.whenComplete { _ in arrived.finish() }
            return Listener(port: channel.localAddress?.port ?? port, channel: channel, connections: connections)
        } catch {
            throw TransportError.cannotListen(address: "\(host):\(port)", reason: "\(error)")
        }
    }

    /// Hands each accepted connection to `serve`; each runs beside the others. Returns when the task is cancelled, or
    /// when the listening socket is gone.
    public func run(_ serve: @escaping @Sendable (Connection) async -> Void) async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                for await connection in connections { group.addTask { await serve(connection) } }
            }
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// Before there is any TLS state: a connection that is refused costs a descriptor for a moment and nothing else.
    private static func admit(
        _ channel: any Channel, _ tls: TLSContext, _ timeouts: Timeouts, _ admission: Admission,
        _ report: (ListenerEvent) -> Void
    ) throws -> Connection {
        do {
            let place = try admission.enter(channel)
            do {
                try SocketOptions.apply(to: channel)
                let connection = try Connection.configure(channel, tls: tls, timeouts: timeouts)
                admission.watch(connection, place)
                return connection
            } catch {
                admission.leave(place)
                throw error
            }
        } catch {
            if let refused = error as? AdmissionRefused { report(.refused(reason: refused.reason.rawValue)) }
            throw error
        }
    }

    /// Without descriptors or memory there is nothing to accept with: what waits, waits in the system's queue. Sessions
    /// go on.
    private static func pausing(_ report: @escaping @Sendable (ListenerEvent) -> Void) -> AcceptBackoffHandler {
        AcceptBackoffHandler(shouldForwardIOErrorCaught: false) { error in
            report(.acceptFailed(reason: "error \(error.errnoCode)"))
            return TransportLimits.acceptPause
        }
    }
}
