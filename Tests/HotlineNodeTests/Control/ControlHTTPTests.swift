import HotlineControl
import NIOCore
import Testing

@testable import HotlineNode

/// The limits of HTTP itself: size, time, and what is not HTTP.
@Suite(.timeLimit(.minutes(5))) struct ControlHTTPTests {
    @Test(
        "a body beyond its route's limit is refused by its announced length, before a byte of it is read",
        arguments: [
            ("/v1/peers", ControlLimits.smallRequestBytes + 1), ("/v1/messages", ControlLimits.requestBytes + 1),
        ])
    func announcedTooLarge(target: String, length: Int) async throws {
        try await ControlServerHarness.run { server async throws in
            let head = RawExchange.request("POST", target, fields: ["Content-Length: \(length)"])
            let reply = try await RawExchange.send(head, to: server.socketPath)
            #expect(reply.status == 413)
            #expect(reply.code == .bodyTooLarge)
        }
    }

    @Test("a chunked body beyond its limit is refused while it comes")
    func chunkedTooLarge() async throws {
        try await ControlServerHarness.run { server async throws in
            let chunk = "8000\r\n" + String(repeating: " ", count: 0x8000) + "\r\n"
            let head = RawExchange.request("POST", "/v1/peers", fields: ["Transfer-Encoding: chunked"])
            let text = head + String(repeating: chunk, count: 4) + "0\r\n\r\n"
            let reply = try await RawExchange.send(text, to: server.socketPath)
            #expect(reply.status == 413)
            #expect(reply.code == .bodyTooLarge)
        }
    }

    @Test("content beyond 16 MiB is refused though its request fits")
    func contentTooLarge() async throws {
        try await ControlServerHarness.run { server async throws in
            var request = Sample.submit
            request.text = String(repeating: "a", count: ControlLimits.contentBytes + 1)
            let error = await #expect(throws: ControlClientError.self) { try await server.client.submit(request) }
            guard case .node(let refusal) = error else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(refusal.code == .bodyTooLarge)
            #expect(refusal.messageID == Sample.id)
        }
    }

    @Test("a client that sends too much still gets to read why it was refused")
    func requestTooLarge() async throws {
        try await ControlServerHarness.run { server async throws in
            var request = Sample.submit
            request.text = String(repeating: "a", count: ControlLimits.requestBytes + 1)
            let error = await #expect(throws: ControlClientError.self) { try await server.client.submit(request) }
            guard case .node(let refusal) = error else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(refusal.code == .bodyTooLarge)
        }
    }

    static let notHTTP: [(name: String, text: String)] = [
        ("a TLS hello", "\u{16}\u{3}\u{1}\u{0}\n\n"),
        ("no path", "GET\r\n\r\n"),
        ("another version", "GET /v1/status HTTP/9.9\r\n\r\n"),
        ("a control character", "GET /v1/status HTTP/1.1\r\nHost\u{1}: x\r\n\r\n"),
        ("a negative length", "POST /v1/peers HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        ("two lengths", "POST /v1/peers HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        ("a large field", "GET /v1/status HTTP/1.1\r\nA: " + String(repeating: "a", count: 20_000) + "\r\n\r\n"),
        ("100 fields", "GET /v1/status HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 100) + "\r\n"),
    ]

    @Test(
        "what is not HTTP is answered with 400 in JSON, and the connection ends", arguments: notHTTP.map(\.name))
    func refusedAsNotHTTP(name: String) async throws {
        let text = try #require(Self.notHTTP.first { $0.name == name }).text
        try await ControlServerHarness.run { server async throws in
            let reply = try await RawExchange.send(text, to: server.socketPath)
            #expect(reply.status == 400)
            #expect(reply.code == .invalidRequest)
            #expect(server.node.asked == [])
        }
    }

    @Test("a request that does not arrive in time is ended with 408")
    func slowRequest() async throws {
        var settings = ControlServerSettings()
        settings.requestTime = .milliseconds(30)
        try await ControlServerHarness.run(settings: settings) { server async throws in
            let head = RawExchange.request("POST", "/v1/peers", fields: ["Content-Length: 10"])
            let reply = try await RawExchange.send(head + "{", to: server.socketPath)
            #expect(reply.status == 408)
            #expect(reply.code == .requestTimeout)
        }
    }

    @Test("a connection that sends no whole header is closed in time", arguments: ["", "GET /v1/sta"])
    func silentConnection(text: String) async throws {
        var settings = ControlServerSettings()
        settings.idleTime = .milliseconds(30)
        try await ControlServerHarness.run(settings: settings) { server async throws in
            #expect(try await RawExchange.bytes(text, to: server.socketPath) == "")
        }
    }

    @Test("one connection carries several requests")
    func keepAlive() async throws {
        try await ControlServerHarness.run { server async throws in
            let first = "GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n"
            let text = first + "GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n" + RawExchange.request("GET", "/v1/peers")
            let answers = try await RawExchange.bytes(text, to: server.socketPath)
            let statuses = answers.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
            #expect(statuses == ["200", "404", "200"])
        }
    }

    @Test("a client that asks first is invited to send its body")
    func expectContinue() async throws {
        try await ControlServerHarness.run { server async throws in
            let body = #"{"key_line":"k","routes":[]}"#
            let text = RawExchange.request("POST", "/v1/peers", fields: ["Expect: 100-continue"], body: body)
            let answers = try await RawExchange.bytes(text, to: server.socketPath)
            #expect(answers.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n"))
        }
    }

    @Test("a media type that cannot be a header field is not put into one")
    func hostileMediaType() throws {
        let hostile = ["text/plain\r\nX-Evil: 1", "text/\u{0}", "", "té/xt", String(repeating: "a", count: 256)]
        for text in hostile { #expect(MessageRoutes.fieldValue(mediaType: text) == "application/octet-stream") }
        #expect(MessageRoutes.fieldValue(mediaType: "text/plain; charset=utf-8") == "text/plain; charset=utf-8")
    }
}
