import HotlineTLS
import NIOCore
import NIOEmbedded

/// Two channels in memory, joined by hand, on one thread.
final class MemoryPair {
    let client = EmbeddedChannel()
    let server = EmbeddedChannel()
    let clientRecorder: Recorder
    let serverRecorder: Recorder
    /// Changes what travels, for tests of hostile bytes; nil drops it.
    var tamper: (_ bytes: ByteBuffer, _ fromClient: Bool) -> ByteBuffer? = { bytes, _ in bytes }

    init(
        client clientContext: TLSContext, server serverContext: TLSContext, serverGreeting: String = "",
        echoes: Bool = false
    ) throws {
        clientRecorder = Recorder()
        serverRecorder = Recorder(greeting: serverGreeting, echoes: echoes)
        try client.pipeline.syncOperations.addHandlers(TLSHandler(context: clientContext), clientRecorder)
        try server.pipeline.syncOperations.addHandlers(TLSHandler(context: serverContext), serverRecorder)
    }

    /// Makes both channels active and lets them talk.
    func connect() throws {
        let address = try SocketAddress(unixDomainSocketPath: "/memory")
        server.connect(to: address, promise: nil)
        client.connect(to: address, promise: nil)
        try pump()
    }

    /// Carries bytes until nobody has any.
    func pump() throws {
        var moved = true
        while moved {
            let toServer = try carry(from: client, to: server, fromClient: true)
            let toClient = try carry(from: server, to: client, fromClient: false)
            moved = toServer || toClient
            runLoops()
        }
    }

    /// Closes one side and waits until it is closed.
    func close(_ channel: EmbeddedChannel) throws {
        let closed = channel.close()
        runLoops()
        try closed.wait()
    }

    private func runLoops() {
        client.embeddedEventLoop.run()
        server.embeddedEventLoop.run()
    }

    private func carry(from source: EmbeddedChannel, to target: EmbeddedChannel, fromClient: Bool) throws -> Bool {
        var moved = false
        while let bytes = try source.readOutbound(as: ByteBuffer.self) {
            moved = true
            guard target.isActive, let changed = tamper(bytes, fromClient) else { continue }
            target.pipeline.fireChannelRead(changed)
            target.pipeline.fireChannelReadComplete()
        }
        return moved
    }
}
