import HotlineTLS
import NIOCore
import Testing

@Suite(
    "A node dials the openssl command", .timeLimit(.minutes(5)),
    .enabled(if: OpenSSLCommand.isInstalled, "the openssl command is not installed"))
struct ForeignServerTests {
    /// A server that must be refused, or refuses.
    struct Stranger: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isPinned: Bool
        var hasOtherKeyType = false
        let arguments: [String]
        let error: TLSError
        /// The alert that the server is told, if it is the node that refuses.
        let alert: UInt8?
    }

    static let strangers = [
        Stranger(
            testDescription: "wrong certificate", isPinned: false,
            arguments: ["-tls1_3", "-alpn", TLSContext.alpn], error: .peerNotPinned, alert: 42),
        Stranger(
            testDescription: "no ALPN", isPinned: true, arguments: ["-tls1_3"], error: .noApplicationProtocol, alert: 40
        ),
        Stranger(
            testDescription: "wrong ALPN", isPinned: true, arguments: ["-tls1_3", "-alpn", "h2"],
            error: .refusedByPeer(alert: 120), alert: nil),
        Stranger(
            testDescription: "the next major version of the protocol", isPinned: true,
            arguments: ["-tls1_3", "-alpn", "hotline/2"], error: .refusedByPeer(alert: 120), alert: nil),
        Stranger(
            testDescription: "TLS 1.2", isPinned: true, arguments: ["-tls1_2", "-alpn", TLSContext.alpn],
            error: .refusedByPeer(alert: 70), alert: nil),
        Stranger(
            testDescription: "P-256 certificate", isPinned: false, hasOtherKeyType: true,
            arguments: ["-tls1_3", "-alpn", TLSContext.alpn], error: .refusedByPeer(alert: 40), alert: nil),
    ]

    private let alpha: Identity
    private let bravo: Identity
    private let mallory: Identity
    private let files: Files

    init() throws {
        alpha = try Identity("alpha.example")
        bravo = try Identity("bravo.example")
        mallory = try Identity("bravo.example")
        files = try Files()
    }

    private func serve(_ arguments: [String]) throws -> Child {
        try Child(["s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-Verify", "0"] + arguments)
    }

    @Test(
        "another major version of the protocol is named for the operator, whichever side refused it",
        arguments: [TLSError.noApplicationProtocol, .refusedByPeer(alert: 120)])
    func otherMajor(_ error: TLSError) {
        #expect(error.description.contains("does not speak hotline/1: it speaks another major version"))
    }

    @Test("a server that is not the peer gets no byte", arguments: strangers)
    func refused(stranger: Stranger) async throws {
        let shown =
            try stranger.hasOtherKeyType
            ? await files.otherKeyType() : files.arguments(for: stranger.isPinned ? bravo : mallory, as: "server")
        let child = try serve(shown + stranger.arguments)
        let port = try #require(await child.acceptedPort())
        let node = WatchedRecorder(greeting: ForeignClientTests.greeting)
        let channel = try await Node.dial(
            port, alpha.context(.client, accepting: bravo.keyID), recorder: node.recorder)
        channel.writeAndFlush(ByteBuffer(string: ForeignClientTests.greeting), promise: nil)
        let record = try #require(await node.atEnd())
        let output = await child.wholeOutput()
        #expect(record.errors == [stranger.error], "\(output)")
        #expect(record.completions.isEmpty && record.bytes.isEmpty)
        #expect(!output.contains(ForeignClientTests.greeting))
        if let alert = stranger.alert { #expect(output.contains("alert number \(alert)\n"), "\(output)") }
    }

    @Test("the peer itself is taken: bytes pass both ways")
    func accepted() async throws {
        let child = try serve(
            files.arguments(for: bravo, as: "bravo") + ["-tls1_3", "-alpn", TLSContext.alpn, "-rev"])
        let port = try #require(await child.acceptedPort())
        let node = WatchedRecorder(greeting: "stressed\n")
        let channel = try await Node.dial(port, alpha.context(.client, accepting: bravo.keyID), recorder: node.recorder)
        let record = try #require(await node.first { $0.bytes.contains(10) })
        #expect(record.bytes == Array("desserts\n".utf8))
        #expect(record.completions.map(\.peerKeyID) == [bravo.keyID])
        try await channel.close()
        child.stop()
    }
}

extension Child {
    /// The port that `s_server` has bound; nil if it has ended.
    func acceptedPort() async -> Int? {
        let output = await output { Child.port(in: $0) != nil }
        return Child.port(in: output)
    }

    /// From the whole line "ACCEPT 127.0.0.1:PORT".
    private static func port(in output: String) -> Int? {
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return lines.first { $0.hasPrefix("ACCEPT ") }?.split(separator: ":").last.flatMap { Int($0) }
    }
}

extension Files {
    /// A self-signed certificate with a P-256 key.
    func otherKeyType() async throws -> [String] {
        let certificate = path("p256.crt")
        let key = path("p256.key")
        let child = try Child([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=p256",
            "-days", "365", "-keyout", key, "-out", certificate,
        ])
        _ = await child.wholeOutput()
        return ["-cert", certificate, "-key", key]
    }
}
