import HotlineTLS
import NIOCore
import NIOEmbedded
import Testing

@Suite("The end of a TLS connection")
struct ClosingTests {
    private let alpha: Identity
    private let bravo: Identity

    init() throws {
        alpha = try Identity("alpha.example")
        bravo = try Identity("bravo.example")
    }

    private func pair() throws -> MemoryPair {
        try MemoryPair(
            client: alpha.context(.client, accepting: bravo.keyID),
            server: bravo.context(.server, accepting: alpha.keyID))
    }

    @Test("a close is told to the peer, which closes too, and neither reports an error")
    func properClose() throws {
        let pair = try pair()
        try pair.connect()
        let closed = pair.client.close()
        try pair.pump()
        try closed.wait()
        for record in [pair.clientRecorder.current, pair.serverRecorder.current] {
            #expect(record.isInactive && record.errors.isEmpty && record.otherErrors.isEmpty)
        }
    }

    @Test("an end without close_notify is reported as a truncation")
    func truncation() throws {
        let pair = try pair()
        try pair.connect()
        pair.server.pipeline.fireChannelInactive()
        #expect(pair.serverRecorder.current.errors == [.truncated])
        #expect(pair.serverRecorder.current.isInactive)
    }

    @Test("the end of input on a channel that allows half-closure closes it")
    func inputClosed() throws {
        let pair = try pair()
        try pair.connect()
        pair.server.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(pair.serverRecorder.current.errors == [.truncated])
        #expect(!pair.server.isActive)
    }

    @Test("a close before the channel is active fails what was written")
    func closeWhileWaiting() throws {
        let pair = try pair()
        let written = pair.client.writeAndFlush(ByteBuffer(string: "x"))
        try pair.close(pair.client)
        #expect(throws: TLSError.closedDuringHandshake) { try written.wait() }
    }

    @Test("a close during the handshake fails what was written and reports no error")
    func closeWhileHandshaking() throws {
        let pair = try pair()
        pair.tamper = { _, _ in nil }
        try pair.connect()
        let written = pair.client.writeAndFlush(ByteBuffer(string: "x"))
        try pair.close(pair.client)
        #expect(throws: TLSError.closedDuringHandshake) { try written.wait() }
        #expect(pair.clientRecorder.current.errors.isEmpty && pair.clientRecorder.current.isInactive)
    }

    @Test("an end of the peer during the handshake is reported and fails what was written")
    func lostWhileHandshaking() throws {
        let pair = try pair()
        pair.tamper = { _, _ in nil }
        try pair.connect()
        let written = pair.client.writeAndFlush(ByteBuffer(string: "x"))
        pair.client.pipeline.fireChannelInactive()
        #expect(throws: TLSError.closedDuringHandshake) { try written.wait() }
        #expect(pair.clientRecorder.current.errors == [.closedDuringHandshake])
    }

    @Test("what is written after the close fails by name")
    func writeAfterClose() throws {
        let pair = try pair()
        try pair.connect()
        try pair.close(pair.client)
        #expect(throws: (any Error).self) { try pair.client.writeAndFlush(ByteBuffer(string: "x")).wait() }
    }

    @Test("a second close does no harm")
    func closeTwice() throws {
        let pair = try pair()
        try pair.connect()
        try pair.close(pair.client)
        #expect(throws: ChannelError.alreadyClosed) { try pair.close(pair.client) }
    }

    @Test("a removed handler fails what was written")
    func removed() throws {
        let channel = EmbeddedChannel()
        let handler = RemovableTLS(try alpha.context(.client, accepting: bravo.keyID))
        try channel.pipeline.syncOperations.addHandler(handler.handler)
        let written = channel.writeAndFlush(ByteBuffer(string: "x"))
        _ = try? channel.finish()
        #expect(throws: TLSError.closedDuringHandshake) { try written.wait() }
    }

    /// Keeps a handler beside its channel.
    private struct RemovableTLS {
        let handler: TLSHandler

        init(_ context: TLSContext) {
            handler = TLSHandler(context: context)
        }
    }
}
