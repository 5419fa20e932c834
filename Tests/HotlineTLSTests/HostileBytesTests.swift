import HotlineTLS
import NIOCore
import NIOEmbedded
import Testing

@Suite("Hostile bytes")
struct HostileBytesTests {
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

    private func server() throws -> (EmbeddedChannel, Recorder) {
        let channel = EmbeddedChannel()
        let recorder = Recorder(greeting: "secret")
        let handler = TLSHandler(context: try bravo.context(.server, accepting: alpha.keyID))
        try channel.pipeline.syncOperations.addHandlers(handler, recorder)
        channel.connect(to: try SocketAddress(unixDomainSocketPath: "/memory"), promise: nil)
        return (channel, recorder)
    }

    @Test(
        "anything but TLS is refused at once",
        arguments: ["GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n", "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", "hotline/1\n"])
    func notTLS(text: String) throws {
        let (channel, recorder) = try server()
        channel.pipeline.fireChannelRead(ByteBuffer(string: text))
        #expect(recorder.current.errors.count == 1 && recorder.current.completions.isEmpty)
        #expect(!channel.isActive)
    }

    /// Records that each carry so many bytes of one ClientHello, which claims 130,000: OpenSSL itself would take it.
    @Test("a handshake of more bytes than the limit is cut off", arguments: [1, 100, 0x4000])
    func endlessHandshake(fragment: Int) throws {
        let (channel, recorder) = try server()
        var hello: [UInt8] = [1, 0x01, 0xfb, 0xd0] + [UInt8](repeating: 3, count: 130_000)
        var count = 0
        while channel.isActive, hello.count >= fragment {
            var record = ByteBuffer(bytes: [22, 3, 1, UInt8(fragment >> 8), UInt8(fragment & 0xff)])
            record.writeBytes(hello.prefix(fragment))
            hello.removeFirst(fragment)
            count += record.readableBytes
            channel.pipeline.fireChannelRead(record)
        }
        #expect(recorder.current.errors == [.handshakeTooLarge])
        #expect(!channel.isActive && count <= TLSLimits.handshakeByteCount + fragment + 5)
    }

    @Test("a flipped bit in any record closes the connection and passes nothing up")
    func flippedBits() throws {
        for position in [0, 1, 3, 5, 12, 20, 27] {
            let pair = try pair()
            try pair.connect()
            pair.tamper = { bytes, fromClient in
                guard fromClient, let byte = bytes.getInteger(at: position, as: UInt8.self) else { return bytes }
                var changed = bytes
                changed.setInteger(byte ^ 1, at: position)
                return changed
            }
            pair.client.writeAndFlush(ByteBuffer(string: "0123456789"), promise: nil)
            try pair.pump()
            #expect(pair.serverRecorder.current.bytes.isEmpty, "position \(position)")
            // A changed length leaves the server waiting for the rest; anything else is refused.
            if position != 3 { #expect(pair.serverRecorder.current.errors.count == 1, "position \(position)") }
        }
    }

    @Test("a record sent twice is refused the second time")
    func replay() throws {
        let pair = try pair()
        try pair.connect()
        var copy: ByteBuffer?
        pair.tamper = { bytes, fromClient in
            if fromClient, copy == nil { copy = bytes }
            return bytes
        }
        pair.client.writeAndFlush(ByteBuffer(string: "once"), promise: nil)
        try pair.pump()
        pair.server.pipeline.fireChannelRead(try #require(copy))
        #expect(pair.serverRecorder.current.bytes == Array("once".utf8))
        #expect(pair.serverRecorder.current.errors.count == 1)
        #expect(!pair.server.isActive)
    }

    @Test("after a refusal no further byte is looked at")
    func afterRefusal() throws {
        let (channel, recorder) = try server()
        channel.pipeline.fireChannelRead(ByteBuffer(string: "nonsense nonsense"))
        channel.pipeline.fireChannelRead(ByteBuffer(string: "nonsense nonsense"))
        #expect(recorder.current.errors.count == 1)
    }
}
