import Foundation
import HotlineTLS
import NIOCore
import NIOPosix
import Testing

@Suite("TLS over real sockets", .timeLimit(.minutes(5)))
struct LoopbackTests {
    private let alpha: Identity
    private let bravo: Identity
    private let mallory: Identity

    init() throws {
        alpha = try Identity("alpha.example")
        bravo = try Identity("bravo.example")
        mallory = try Identity("mallory.example")
    }

    @Test("a mebibyte is echoed, and both sides close without an error")
    func echo() async throws {
        let server = WatchedRecorder(echoes: true)
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { server.recorder }
        let client = WatchedRecorder()
        let channel = try await Node.dial(
            listener.port, alpha.context(.client, accepting: bravo.keyID), recorder: client.recorder)
        let bytes = (0..<1024 * 1024).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
        #expect(await client.first { $0.bytes.count >= bytes.count }?.bytes == bytes)
        try await channel.close()
        let serverRecord = try #require(await server.atEnd())
        let clientRecord = try #require(await client.atEnd())
        #expect(serverRecord.errors.isEmpty && serverRecord.otherErrors.isEmpty)
        #expect(clientRecord.errors.isEmpty && clientRecord.otherErrors.isEmpty)
        try await listener.channel.close()
    }

    @Test("a channel that reads only when asked gets its bytes")
    func manualReads() async throws {
        let server = WatchedRecorder(greeting: String(repeating: "x", count: 100_000))
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { server.recorder }
        let client = WatchedRecorder()
        let context = try alpha.context(.client, accepting: bravo.keyID)
        let channel = try await ClientBootstrap(group: Node.group)
            .channelOption(.autoRead, value: false)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(TLSHandler(context: context), client.recorder)
                }
            }
            .connect(host: "127.0.0.1", port: listener.port).get()
        var count = 0
        while count < 100_000 {
            channel.read()
            let record = await client.first { [count] in $0.bytes.count > count }
            count = try #require(record?.bytes.count)
        }
        try await channel.close()
        try await listener.channel.close()
    }

    @Test("a stranger who dials is refused with an alert and reads no byte")
    func strangeClient() async throws {
        let server = WatchedRecorder(greeting: "secret")
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { server.recorder }
        let client = WatchedRecorder()
        _ = try await Node.dial(
            listener.port, mallory.context(.client, accepting: bravo.keyID), recorder: client.recorder)
        let clientRecord = try #require(await client.atEnd())
        let serverRecord = try #require(await server.atEnd())
        #expect(serverRecord.errors == [.peerNotPinned] && serverRecord.completions.isEmpty)
        #expect(clientRecord.errors == [.refusedByPeer(alert: 42)] && clientRecord.bytes.isEmpty)
        try await listener.channel.close()
    }

    @Test("a stranger who is dialled is refused with an alert and reads no byte")
    func strangeServer() async throws {
        let server = WatchedRecorder()
        let listener = try await Node.listen(mallory.context(.server, accepting: alpha.keyID)) { server.recorder }
        let client = WatchedRecorder(greeting: "secret")
        _ = try await Node.dial(
            listener.port, alpha.context(.client, accepting: bravo.keyID), recorder: client.recorder)
        let clientRecord = try #require(await client.atEnd())
        let serverRecord = try #require(await server.atEnd())
        #expect(clientRecord.errors == [.peerNotPinned] && clientRecord.completions.isEmpty)
        #expect(serverRecord.errors == [.refusedByPeer(alert: 42)] && serverRecord.bytes.isEmpty)
        try await listener.channel.close()
    }

    @Test("a peer that never reads cannot hold a closing connection open")
    func silentPeer() async throws {
        let server = WatchedRecorder(greeting: "x")
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { server.recorder }
        // A socket that never reads, so that it never sees the end either.
        let silent = try await ClientBootstrap(group: Node.group).channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: listener.port).get()
        try await silent.writeAndFlush(ByteBuffer(string: "not TLS at all")).get()
        let record = try #require(await server.atEnd())
        #expect(record.errors.count == 1)
        try? await silent.close()
        try await listener.channel.close()
    }
}

/// What a refused peer sees and what is left behind.
extension LoopbackTests {
    @Test("a connection that nobody serves is closed in the moment in which it is turned away")
    func turnedAway() async throws {
        let server = WatchedRecorder()
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { server.recorder }
        let client = WatchedRecorder()
        let channel = try await Node.dial(
            listener.port, alpha.context(.client, accepting: bravo.keyID), recorder: client.recorder)
        _ = await client.first { !$0.completions.isEmpty }
        let isActive = try await channel.eventLoop.flatSubmit {
            channel.triggerUserOutboundEvent(TLSTurnAway()).map { channel.isActive }
        }.get()
        #expect(!isActive)
        let serverRecord = try #require(await server.atEnd())
        // The answer to a close_notify may meet a socket that is gone; an end without one would be an error of TLS.
        #expect(serverRecord.errors.isEmpty, "it was told by a close_notify")
        try await listener.channel.close()
    }

    @Test("an alert reaches a peer that has sent much that nobody reads")
    func alertBehindUnreadInput() async throws {
        let server = WatchedRecorder(greeting: "secret")
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { server.recorder }
        let stranger = WatchedRecorder()
        let channel = try await ClientBootstrap(group: Node.group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(stranger.recorder)
                }
            }
            .connect(host: "127.0.0.1", port: listener.port).get()
        // A handshake message of an unknown type, and half a mebibyte behind it.
        var bytes = ByteBuffer(bytes: [22, 3, 1, 0, 4, 99, 0, 0, 0])
        bytes.writeRepeatingByte(0, count: TLSLimits.drainByteCount / 2)
        channel.writeAndFlush(bytes, promise: nil)
        let record = try #require(await stranger.atEnd())
        #expect(record.otherErrors.isEmpty)
        // One alert record: fatal, unexpected_message.
        #expect(record.bytes.count == 7 && record.bytes.first == 21 && record.bytes.suffix(2) == [2, 10])
        try await listener.channel.close()
    }

    @Test("two hundred connections, good and refused, leave no handler behind")
    func leaks() async throws {
        let census = Census()
        let server = try bravo.context(.server, accepting: alpha.keyID)
        let listener = try await ServerBootstrap(group: Node.group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = TLSHandler(context: server)
                    census.add(handler)
                    try channel.pipeline.syncOperations.addHandlers(handler, Recorder(greeting: "x"))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        let good = try alpha.context(.client, accepting: bravo.keyID)
        let bad = try mallory.context(.client, accepting: bravo.keyID)
        for number in 0..<200 {
            let client = WatchedRecorder()
            let channel = try await Node.dial(port, number.isMultiple(of: 2) ? good : bad, recorder: client.recorder)
            _ = await client.first { !$0.bytes.isEmpty || $0.isInactive }
            try? await channel.close()
        }
        try await listener.close()
        await census.allGone()
        #expect(census.seen == 200)
    }
}
