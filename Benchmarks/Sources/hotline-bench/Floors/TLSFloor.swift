import HotlineCrypto
import HotlineTLS
import NIOCore
import NIOPosix

/// 512 bytes there and back through two of the product's TLS handlers, each on an event loop of its own.
enum TLSFloor {
    static func measure(seconds: Double) throws -> Double {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        defer { try? group.syncShutdownGracefully() }
        let (client, server) = (try context(.client), try context(.server))
        let listener = try ServerBootstrap(group: group)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(TLSHandler(context: server), Echo())
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        guard let address = listener.localAddress else { throw BenchError("no address") }
        let done = group.next().makePromise(of: [Double].self)
        let channel = try ClientBootstrap(group: group)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler(context: client), PingPong(seconds: seconds, done: done))
                }
            }
            .connect(to: address).wait()
        let times = try done.futureResult.wait()
        try? channel.close().wait()
        try listener.close().wait()
        return Percentiles(times).p50
    }

    private static func context(_ role: TLSContext.Role) throws -> TLSContext {
        let key = try SigningKey.generate()
        guard let name = NodeName("floor.example") else { throw BenchError("a bad name") }
        let certificate = try NodeCertificate(name: name, key: key)
        return try TLSContext(role: role, certificate: certificate, key: key) { _ in true }
    }
}

/// Sends back what comes.
private final class Echo: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(data, promise: nil)
    }
}

/// Sends 512 bytes, waits for them, and begins again until the time is over.
private final class PingPong: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let seconds: Double
    private let done: EventLoopPromise<[Double]>
    private var times: [Double] = []
    private var missing = 0
    private var (sent, warm, end): (UInt64, UInt64, UInt64) = (0, 0, 0)

    init(seconds: Double, done: EventLoopPromise<[Double]>) {
        self.seconds = seconds
        self.done = done
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is TLSHandshakeCompleted else { return }
        warm = Clock.now + UInt64(seconds * 1e8)
        end = warm + UInt64(seconds * 1e9)
        ping(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        missing -= unwrapInboundIn(data).readableBytes
        guard missing == 0 else { return }
        let now = Clock.now
        if sent > warm { times.append(Double(now - sent) / 1e9) }
        if now > end { done.succeed(times) } else { ping(context) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
    }

    private func ping(_ context: ChannelHandlerContext) {
        missing = LoopbackFloor.messageBytes
        sent = Clock.now
        context.writeAndFlush(
            wrapOutboundOut(ByteBuffer(repeating: 7, count: LoopbackFloor.messageBytes)), promise: nil)
    }
}
