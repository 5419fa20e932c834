import Foundation
import NIOHTTP1
import Testing

@testable import HotlineControl

/// The client against sockets that are missing, deserted, silent or talk nonsense.
@Suite(.timeLimit(.minutes(5))) struct ClientTests {
    @Test("a missing socket says that the daemon does not run")
    func missing() async {
        let path = "/tmp/hotline-\(UUID().uuidString.prefix(8)).sock"
        await #expect(throws: ControlClientError.socketMissing(path: path)) {
            try await ControlClient(socketPath: path).status()
        }
        await #expect(throws: ControlClientError.socketMissing(path: path)) {
            for try await _ in ControlClient(socketPath: path).events() {}
        }
    }

    @Test("a socket that nobody listens on is told apart from a missing one")
    func refused() async throws {
        let path = "/tmp/hotline-\(UUID().uuidString.prefix(8)).sock"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: path) }
        await #expect(throws: ControlClientError.connectionRefused(path: path)) {
            try await ControlClient(socketPath: path).status()
        }
    }

    @Test("a path that no socket can have is refused by name")
    func longPath() async {
        let path = "/tmp/" + String(repeating: "a", count: 200)
        await #expect(throws: ControlClientError.pathTooLong(path: path)) {
            try await ControlClient(socketPath: path).status()
        }
    }

    @Test(
        "a connection that ends before its answer does is an error of its own",
        arguments: ["", "HTTP/1.1 200 OK\r\n"])
    func closed(answer: String) async throws {
        try await CannedServer.run(answer: answer) { client in
            await #expect(throws: ControlClientError.closed) { try await client.status() }
        }
    }

    @Test("a cut body is not taken for a whole one")
    func cutBody() async throws {
        try await CannedServer.run(answer: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}") { client in
            await #expect(throws: ControlClientError.closed) { try await client.body(id: "x") }
        }
    }

    @Test("an answer that does not come is not waited for longer than the deadline")
    func deadline() async throws {
        try await CannedServer.run(answer: "", closes: false) { client in
            let call = HTTPCall(method: .GET, target: try RequestTarget(["status"]), seconds: 0)
            await #expect(throws: ControlClientError.timedOut(seconds: 0)) { try await client.connector.exchange(call) }
        }
    }

    @Test("a cancelled call ends at once")
    func cancelled() async throws {
        try await CannedServer.run(answer: "", closes: false) { client in
            let call = Task { try await client.status() }
            call.cancel()
            await #expect(throws: ControlClientError.cancelled) { try await call.value }
        }
    }

    @Test("what is not HTTP, not JSON, or not the right JSON is a bad reply")
    func badReplies() async throws {
        for answer in ["nonsense\r\n\r\n", Self.answer(200, "x"), Self.answer(200, "{}"), Self.answer(500, "oops")] {
            try await CannedServer.run(answer: answer) { client in
                let error = await #expect(throws: ControlClientError.self) { try await client.status() }
                guard case .badReply = error else { return #expect(error == .badReply("any")) }
            }
        }
    }

    @Test("the node's own error comes through with its code")
    func nodeError() async throws {
        let json = #"{"error":{"code":"unknown_peer","message":"no such peer"}}"#
        try await CannedServer.run(answer: Self.answer(404, json)) { client in
            let error = ControlClientError.node(ControlError(.unknownPeer, "no such peer"))
            await #expect(throws: error) { try await client.peer(named: "b") }
            await #expect(throws: error) { for try await _ in client.events() {} }
        }
    }

    @Test("a media type is the node's, or that of any bytes")
    func mediaType() async throws {
        try await CannedServer.run(answer: Self.answer(200, "abc")) { client in
            let body = try await client.body(id: "x")
            #expect(body == MessageBody(mediaType: "application/octet-stream", bytes: [0x61, 0x62, 0x63]))
        }
    }

    @Test("a stream that is not one of events ends with a bad reply")
    func badStream() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        try await CannedServer.run(answer: head + "data: nonsense\n\n") { client in
            await #expect(throws: ControlClientError.badReply("not an event stream")) {
                for try await _ in client.events() {}
            }
        }
    }

    static func answer(_ status: Int, _ body: String) -> String {
        "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
    }
}
