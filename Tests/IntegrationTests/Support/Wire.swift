import HotlineCrypto
import HotlineProtocol
import HotlineTLS
import NIOCore
import NIOPosix

/// One TLS connection to a daemon over which a test sends any bytes that it likes.
final class Wire: Sendable {
    private let channel: any Channel
    private let parts: AsyncStream<ByteBuffer>

    /// Dials a daemon on this machine, which must have this key.
    init(port: Int, as identity: (name: NodeName, key: SigningKey), to peer: VerifyingKey) async throws {
        let tls = try TLSContext(
            role: .client, certificate: NodeCertificate(name: identity.name, key: identity.key), key: identity.key
        ) { $0 == peer.keyID }
        let (parts, arrival) = AsyncStream.makeStream(of: ByteBuffer.self)
        self.parts = parts
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_rcvbuf), value: 16 * 1024)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler(context: tls), ArrivalHandler(arrival: arrival))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    /// Sends bytes; returns when the socket has taken them, and throws where the other side has closed.
    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Hands bytes to the socket whether or not it takes them.
    func pour(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }

    /// What came next; nil when the connection is over.
    func read() async -> ByteBuffer? {
        for await part in parts { return part }
        return nil
    }

    /// Leaves everything that comes from now on unread, in the socket and at the other side.
    func stopReading() async throws { try await channel.setOption(.autoRead, value: false).get() }

    func close() { channel.close(promise: nil) }
}

/// Plaintext out of the pipeline into a stream that ends with the connection.
private final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let arrival: AsyncStream<ByteBuffer>.Continuation

    init(arrival: AsyncStream<ByteBuffer>.Continuation) {
        self.arrival = arrival
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { arrival.yield(unwrapInboundIn(data)) }

    func channelInactive(context: ChannelHandlerContext) { arrival.finish() }

    func handlerRemoved(context: ChannelHandlerContext) { arrival.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { arrival.finish() }
}
