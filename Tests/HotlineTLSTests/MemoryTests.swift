import HotlineCrypto
import HotlineTLS
import NIOCore
import NIOEmbedded
import Testing

@Suite("TLS in memory")
struct MemoryTests {
    private let alpha: Identity
    private let bravo: Identity
    private let mallory: Identity

    init() throws {
        alpha = try Identity("alpha.example")
        bravo = try Identity("bravo.example")
        mallory = try Identity("alpha.example")
    }

    private func pair(greeting: String = "", echoes: Bool = false) throws -> MemoryPair {
        try MemoryPair(
            client: alpha.context(.client, accepting: bravo.keyID),
            server: bravo.context(.server, accepting: alpha.keyID), serverGreeting: greeting, echoes: echoes)
    }

    @Test("two pinned peers complete the handshake and know each other")
    func handshake() throws {
        let pair = try pair()
        try pair.connect()
        let client = try #require(pair.clientRecorder.current.completions.first)
        let server = try #require(pair.serverRecorder.current.completions.first)
        #expect(client.peerKeyID == bravo.keyID)
        #expect(server.peerKeyID == alpha.keyID)
        #expect(client.group == server.group && client.group.lowercased().hasPrefix("x25519"))
        #expect(client.cipher == "TLS_AES_256_GCM_SHA384" && server.cipher == client.cipher)
    }

    @Test("bytes pass both ways as they were", arguments: [0, 1, 16 * 1024, 16 * 1024 + 1, 1024 * 1024])
    func echo(count: Int) throws {
        let pair = try pair(echoes: true)
        try pair.connect()
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try pair.client.writeAndFlush(ByteBuffer(bytes: bytes)).wait()
        try pair.pump()
        #expect(pair.serverRecorder.current.bytes == bytes)
        #expect(pair.clientRecorder.current.bytes == bytes)
    }

    @Test("bytes cut into single ones on their way arrive as they were")
    func singleBytes() throws {
        let pair = try pair(greeting: "hello")
        pair.tamper = { bytes, fromClient in
            let target = fromClient ? pair.server : pair.client
            for byte in bytes.readableBytesView.dropLast() {
                target.pipeline.fireChannelRead(ByteBuffer(bytes: [byte]))
                target.pipeline.fireChannelReadComplete()
            }
            return bytes.getSlice(at: bytes.writerIndex - 1, length: 1)
        }
        try pair.connect()
        #expect(pair.clientRecorder.current.bytes == Array("hello".utf8))
        pair.tamper = { bytes, _ in bytes }
    }

    @Test("what is written before the handshake is complete is sent after it, in order")
    func earlyWrites() throws {
        let pair = try pair()
        let first = pair.client.write(ByteBuffer(string: "one "))
        let second = pair.client.writeAndFlush(ByteBuffer(string: "two"))
        try pair.connect()
        try first.wait()
        try second.wait()
        #expect(pair.serverRecorder.current.bytes == Array("one two".utf8))
    }

    @Test("too much written before the handshake is complete fails, and the rest is sent")
    func tooManyEarlyWrites() throws {
        let pair = try pair()
        let most = ByteBuffer(repeating: 7, count: TLSLimits.pendingWriteByteCount)
        let kept = pair.client.writeAndFlush(most)
        let failed = pair.client.writeAndFlush(ByteBuffer(repeating: 8, count: 1))
        #expect(throws: TLSError.tooMuchPending) { try failed.wait() }
        try pair.connect()
        try kept.wait()
        #expect(pair.serverRecorder.current.bytes.count == TLSLimits.pendingWriteByteCount)
    }

    @Test("a client whose key is not pinned is refused and gets no byte")
    func strangeClient() throws {
        let pair = try MemoryPair(
            client: mallory.context(.client, accepting: bravo.keyID),
            server: bravo.context(.server, accepting: alpha.keyID), serverGreeting: "secret")
        let written = pair.client.writeAndFlush(ByteBuffer(string: "let me in"))
        try pair.connect()
        #expect(pair.serverRecorder.current.completions.isEmpty)
        #expect(pair.serverRecorder.current.errors == [.peerNotPinned])
        #expect(pair.serverRecorder.current.bytes.isEmpty && pair.serverRecorder.current.isInactive)
        // The client's handshake is complete before the server judges it: the write has left, and the refusal comes after.
        try written.wait()
        #expect(pair.clientRecorder.current.errors == [.refusedByPeer(alert: 42)])
        #expect(pair.clientRecorder.current.bytes.isEmpty && pair.clientRecorder.current.isInactive)
    }

    @Test("a server whose key is not pinned is refused and gets no byte")
    func strangeServer() throws {
        let pair = try MemoryPair(
            client: alpha.context(.client, accepting: bravo.keyID),
            server: mallory.context(.server, accepting: alpha.keyID), serverGreeting: "secret")
        let written = pair.client.writeAndFlush(ByteBuffer(string: "password"))
        try pair.connect()
        #expect(throws: TLSError.peerNotPinned) { try written.wait() }
        #expect(pair.clientRecorder.current.completions.isEmpty)
        #expect(pair.clientRecorder.current.errors == [.peerNotPinned])
        #expect(pair.serverRecorder.current.completions.isEmpty)
        #expect(pair.serverRecorder.current.errors == [.refusedByPeer(alert: 42)])
        #expect(pair.serverRecorder.current.bytes.isEmpty && pair.clientRecorder.current.bytes.isEmpty)
    }

    @Test("pins are asked at each handshake, so a peer can be added and removed at run time")
    func changingPins() throws {
        let pins = Pins()
        let server = try TLSContext(role: .server, certificate: bravo.certificate, key: bravo.key) { pins.contains($0) }
        let client = try alpha.context(.client, accepting: bravo.keyID)
        for isPinned in [false, true, false] {
            pins.set(isPinned ? [alpha.keyID] : [])
            let pair = try MemoryPair(client: client, server: server)
            try pair.connect()
            #expect(pair.serverRecorder.current.completions.count == (isPinned ? 1 : 0))
        }
    }

    @Test("a node does not accept itself unless it pins itself")
    func itself() throws {
        let pair = try MemoryPair(
            client: bravo.context(.client, accepting: bravo.keyID),
            server: bravo.context(.server, accepting: alpha.keyID))
        try pair.connect()
        #expect(pair.serverRecorder.current.errors == [.peerNotPinned])
    }

    @Test("a certificate of another key than the one given is refused when the context is made")
    func mismatchedKey() throws {
        #expect(throws: TLSError.self) {
            try TLSContext(role: .server, certificate: alpha.certificate, key: bravo.key) { _ in true }
        }
    }
}
