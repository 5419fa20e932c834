import HotlineTransport
import Logging
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// First in the pipeline: asks the kernel who connected, and closes the connection of anybody else before a byte of
/// it is looked at.
final class PeerCredentialHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let users: Set<uid_t>
    private let logger: Logger
    private var isAllowed = false
    /// HTTP is in the pipeline behind this one, and ends the connection when the server stops.
    var isServed = false

    init(users: Set<uid_t>, logger: Logger) {
        self.users = users
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { check(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isAllowed { check(context) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isAllowed { context.fireChannelRead(data) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard isServed || !(event is ChannelShouldQuiesceEvent) else { return context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    /// On the event loop, so the option is there when the call returns.
    private func check(_ context: ChannelHandlerContext) {
        // Who tries again and again must not fill the log; lines have said before this that few are left.
        guard !DescriptorReserve.fromDesks.isReached else { return context.close(promise: nil) }
        PeerCredential.user(of: context.channel).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let user): self.decide(user, context)
            case .failure: self.decide(nil, context)
            }
        }
    }

    private func decide(_ user: uid_t?, _ context: ChannelHandlerContext) {
        isAllowed = user.map(users.contains) ?? false
        guard !isAllowed else { return }
        logger.warning("a connection to the local API was refused", metadata: ["uid": "\(user.map { "\($0)" } ?? "?")"])
        context.close(promise: nil)
    }
}

#if os(Linux)
    /// `struct ucred` of the kernel's headers, which the C library shows to GNU sources alone: three 32-bit numbers.
    private struct LinuxCredential: Sendable {
        let pid: pid_t
        let uid: uid_t
        let gid: gid_t
    }
#endif

/// The user at the other end of a Unix socket, as the kernel recorded it at `connect` (SO_PEERCRED, unix(7)).
enum PeerCredential {
    static func user(of channel: any Channel) -> EventLoopFuture<uid_t> {
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        #if os(Linux)
            let credential: EventLoopFuture<LinuxCredential> = provider.unsafeGetSocketOption(
                level: NIOBSDSocket.OptionLevel.socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
            return credential.map(\.uid)
        #else
            let credential: EventLoopFuture<xucred> = provider.unsafeGetSocketOption(
                level: NIOBSDSocket.OptionLevel(rawValue: SOL_LOCAL),
                name: NIOBSDSocket.Option(rawValue: LOCAL_PEERCRED))
            return credential.map(\.cr_uid)
        #endif
    }
}
