import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Opens connections to the local API's socket and says in the caller's words why one could not be opened.
struct SocketConnector: Sendable {
    let path: String

    /// A connected channel on this loop, set up by `initialize`.
    func connect(
        on loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any(),
        _ initialize: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws(ControlClientError) -> any Channel {
        do {
            return try await ClientBootstrap(group: loop)
                .channelInitializer(initialize)
                .connectTimeout(.seconds(Int64(ControlLimits.replySeconds)))
                .connect(unixDomainSocketPath: path)
                .get()
        } catch let error as IOError {
            throw failure(errno: error.errnoCode)
        } catch SocketAddressError.unixDomainSocketPathTooLong {
            throw .pathTooLong(path: path)
        } catch {
            throw .connectionFailed(path: path, reason: "\(error)")
        }
    }

    private func failure(errno code: CInt) -> ControlClientError {
        switch code {
        case ENOENT, ENOTDIR: .socketMissing(path: path)
        case ECONNREFUSED: .connectionRefused(path: path)
        case EACCES, EPERM: .notAllowed(path: path)
        default: .connectionFailed(path: path, reason: String(cString: strerror(code)))
        }
    }
}
