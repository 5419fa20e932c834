import HotlineTLS
import NIOCore
import Testing

@Suite(
    "The openssl command dials a node", .timeLimit(.minutes(5)),
    .enabled(if: OpenSSLCommand.isInstalled, "the openssl command is not installed"))
struct ForeignClientTests {
    /// What must never reach a stranger.
    static let greeting = "GREETING-OF-THE-NODE"

    /// Whose certificate a client shows.
    enum Shown: Sendable {
        case pinned, stranger, none, chain, otherKeyType
    }

    /// A client that must be refused.
    struct Stranger: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let shows: Shown
        let arguments: [String]
        let alert: UInt8
        let error: TLSError?
    }

    private static let rightProtocol = ["-tls1_3", "-alpn", TLSContext.alpn]

    static let strangers = [
        Stranger(
            testDescription: "no certificate", shows: .none, arguments: rightProtocol, alert: 116,
            error: .noPeerCertificate),
        Stranger(
            testDescription: "wrong certificate", shows: .stranger, arguments: rightProtocol, alert: 42,
            error: .peerNotPinned),
        Stranger(
            testDescription: "P-256 certificate", shows: .otherKeyType, arguments: rightProtocol, alert: 116,
            error: .noPeerCertificate),
        Stranger(
            testDescription: "more than one certificate", shows: .chain, arguments: rightProtocol, alert: 43,
            error: .unsuitableCertificate),
        Stranger(
            testDescription: "TLS 1.2", shows: .pinned, arguments: ["-tls1_2", "-alpn", TLSContext.alpn], alert: 70,
            error: .protocolVersion),
        Stranger(
            testDescription: "TLS 1.2 without ALPN", shows: .pinned, arguments: ["-tls1_2"], alert: 70,
            error: .protocolVersion),
        Stranger(
            testDescription: "no ALPN", shows: .pinned, arguments: ["-tls1_3"], alert: 120,
            error: .noApplicationProtocol),
        Stranger(
            testDescription: "wrong ALPN", shows: .pinned, arguments: ["-tls1_3", "-alpn", "h2,http/1.1"], alert: 120,
            error: .noApplicationProtocol),
        Stranger(
            testDescription: "ALPN that only resembles", shows: .pinned,
            arguments: ["-tls1_3", "-alpn", "hotline/,hotline/10,hotline/2,HOTLINE/1"], alert: 120,
            error: .noApplicationProtocol),
        Stranger(
            testDescription: "no common group", shows: .pinned, arguments: rightProtocol + ["-groups", "P-256"],
            alert: 40,
            error: nil),
        Stranger(
            testDescription: "no common cipher suite", shows: .pinned,
            arguments: rightProtocol + ["-ciphersuites", "TLS_AES_128_CCM_SHA256"], alert: 40, error: nil),
    ]

    private let alpha: Identity
    private let bravo: Identity
    private let mallory: Identity
    private let files: Files

    init() throws {
        alpha = try Identity("alpha.example")
        bravo = try Identity("bravo.example")
        mallory = try Identity("alpha.example")
        files = try Files()
    }

    private func certificateArguments(_ shows: Shown) async throws -> [String] {
        switch shows {
        case .pinned: return try files.arguments(for: alpha, as: "alpha")
        case .stranger: return try files.arguments(for: mallory, as: "mallory")
        case .none: return []
        case .chain:
            let more = try files.write(mallory.certificate.pem, to: "more.crt")
            return try files.arguments(for: alpha, as: "alpha") + ["-cert_chain", more]
        case .otherKeyType: return try await files.otherKeyType()
        }
    }

    private func dial(_ port: Int, _ arguments: [String], commands: Bool = false) throws -> Child {
        try Child(["s_client", "-connect", "127.0.0.1:\(port)"] + (commands ? [] : ["-ign_eof"]) + arguments)
    }

    @Test("a client that is not the peer is refused with its alert and reads no byte", arguments: strangers)
    func refused(stranger: Stranger) async throws {
        let node = WatchedRecorder(greeting: ForeignClientTests.greeting)
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { node.recorder }
        let child = try dial(listener.port, try await certificateArguments(stranger.shows) + stranger.arguments)
        try? child.write("bytes of a stranger\n")
        let output = await child.wholeOutput()
        let record = try #require(await node.atEnd())
        #expect(output.contains("alert number \(stranger.alert)\n"), "\(output)")
        #expect(!output.contains(ForeignClientTests.greeting))
        #expect(record.completions.isEmpty && record.bytes.isEmpty)
        #expect(record.errors.count == 1)
        if let error = stranger.error { #expect(record.errors == [error]) }
        try await listener.channel.close()
    }

    @Test("the peer itself is taken: bytes pass both ways")
    func accepted() async throws {
        let node = WatchedRecorder(greeting: ForeignClientTests.greeting)
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { node.recorder }
        let child = try dial(listener.port, try await certificateArguments(.pinned) + ForeignClientTests.rightProtocol)
        #expect(await child.output(until: ForeignClientTests.greeting).contains(ForeignClientTests.greeting))
        try child.write("bytes of the peer\n")
        let record = try #require(await node.first { $0.bytes.contains(10) })
        #expect(record.bytes == Array("bytes of the peer\n".utf8))
        #expect(record.completions.map(\.peerKeyID) == [alpha.keyID])
        child.stop()
        try await listener.channel.close()
    }

    @Test("a server gives no session that could be resumed")
    func noTickets() async throws {
        let node = WatchedRecorder(greeting: ForeignClientTests.greeting)
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { node.recorder }
        let arguments = try await certificateArguments(.pinned) + ForeignClientTests.rightProtocol + ["-msg"]
        let child = try dial(listener.port, arguments)
        let output = await child.output(until: ForeignClientTests.greeting)
        #expect(output.contains("Finished") && !output.contains("NewSessionTicket"))
        child.stop()
        try await listener.channel.close()
    }

    @Test("a session and early data from elsewhere are not accepted", arguments: [false, true])
    func noResumption(withEarlyData: Bool) async throws {
        let session = try await foreignSession()
        let node = WatchedRecorder(greeting: ForeignClientTests.greeting)
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { node.recorder }
        let early = try files.write("EARLY DATA", to: "early")
        let child = try dial(
            listener.port,
            try await certificateArguments(.pinned) + ForeignClientTests.rightProtocol + ["-sess_in", session]
                + (withEarlyData ? ["-early_data", early] : []))
        let output = await child.output(until: ForeignClientTests.greeting)
        #expect(!output.contains("Reused,"))
        #expect(!output.contains("Early data was accepted"))
        #expect(output.contains(ForeignClientTests.greeting) || withEarlyData, "\(output)")
        child.stop()
        let record = try #require(await node.atEnd())
        #expect(record.bytes.isEmpty)
        try await listener.channel.close()
    }

    /// A session with early data allowed, from another server with the node's own certificate.
    private func foreignSession() async throws -> String {
        let server = try Child(
            ["s_server", "-accept", "127.0.0.1:0", "-tls1_3", "-alpn", TLSContext.alpn, "-early_data", "-naccept", "1"]
                + files.arguments(for: bravo, as: "bravo"))
        let port = try #require(await server.acceptedPort())
        let path = files.path("session")
        let client = try dial(port, ["-sess_out", path] + ForeignClientTests.rightProtocol)
        // Tickets come before any data; by the time the mark is there, the session is in its file.
        try server.write("MARK\n")
        _ = await client.output(until: "MARK")
        client.stop()
        server.stop()
        return path
    }

    @Test("a flood of key updates is cut off")
    func keyUpdates() async throws {
        let node = WatchedRecorder(greeting: ForeignClientTests.greeting)
        let listener = try await Node.listen(bravo.context(.server, accepting: alpha.keyID)) { node.recorder }
        let child = try dial(
            listener.port, try await certificateArguments(.pinned) + ForeignClientTests.rightProtocol, commands: true)
        _ = await child.output(until: ForeignClientTests.greeting)
        for count in 0...TLSLimits.keyUpdateCount {
            // A line "k" makes the command say so and send a KeyUpdate; it must come alone.
            try child.write("k\n")
            _ = await child.output { $0.ranges(of: "KEYUPDATE").count > count }
        }
        let record = try #require(await node.atEnd())
        #expect(record.errors == [.tooManyKeyUpdates])
        child.stop()
        try await listener.channel.close()
    }
}
