import HotlineControl
import NIOCore
import NIOPosix
import Testing

@testable import HotlineNode

/// A graceful stop ends everything that is open, and soon.
@Suite(.timeLimit(.minutes(5))) struct ControlShutdownTests {
    @Test("an open event stream ends with the server")
    func events() async throws {
        try await ControlServerHarness.run(settings: .patient) { server async throws in
            let events = server.client.events()
            await server.node.events.opened()
            await server.stop()
            await #expect(throws: ControlClientError.closed) { for try await _ in events {} }
        }
    }

    @Test("a wait is cancelled by the stop, and is still answered")
    func wait() async throws {
        let node = FakeNode(onWait: Self.untilCancelled)
        try await ControlServerHarness.run(node: node, settings: .patient) { server async throws in
            let waiting = Task { try await server.client.wait(id: Sample.id, until: .receipt) }
            await server.node.called("wait \(Sample.id) receipt 60")
            await server.stop()
            #expect(try await waiting.value == Sample.message)
        }
    }

    @Test("a wait's answer says that it is the last of its connection")
    func waitIsLast() async throws {
        try await ControlServerHarness.run(settings: .patient) { server async throws in
            let request = "GET /v1/messages/\(Sample.id)/wait?for=receipt HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let reply = try await RawExchange.send(request, to: server.socketPath)
            #expect(reply.status == 200 && reply.headers["connection"] == "close", "\(reply.headers)")
        }
    }

    @Test("a wait is cancelled when its client goes")
    func waitWithoutClient() async throws {
        let (ends, ended) = AsyncStream<Void>.makeStream()
        let node = FakeNode(onWait: {
            await Self.untilCancelled()
            ended.finish()
        })
        try await ControlServerHarness.run(node: node, settings: .patient) { server async throws in
            let waiting = Task { try await server.client.wait(id: Sample.id, until: .receipt) }
            await server.node.called("wait \(Sample.id) receipt 60")
            waiting.cancel()
            await #expect(throws: ControlClientError.cancelled) { try await waiting.value }
            for await _ in ends {}
        }
    }

    @Test("an operation that does not end is cut off after the closing time")
    func stuck() async throws {
        var settings = ControlServerSettings.patient
        settings.closingTime = .milliseconds(20)
        try await ControlServerHarness.run(settings: settings) { server async throws in
            let connection = try await RawExchange.connect(to: server.socketPath)
            try await connection.executeThenClose { inbound, outbound async throws in
                let head = RawExchange.request("POST", "/v1/peers", fields: ["Content-Length: 10"])
                try await outbound.write(ByteBuffer(string: head))
                var reader = RawStream(inbound)
                let other = try await server.client.status()
                #expect(other == Sample.status)
                await server.stop()
                await #expect(throws: (any Error).self) { try await reader.read(until: "never") }
            }
        }
    }

    @Test("a connection that is accepted and never served, as the server's stop may leave it, is closed")
    func dropped() async throws {
        let (near, far) = try UnixSocket.pair()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .withConnectedSocket(near).get()
        let control = ControlChannel.make(settings: .patient, logger: ControlServerHarness.silent) { _, _, _ in }
        try await channel.eventLoop.flatSubmit {
            control.setup(channel: channel, logger: ControlServerHarness.silent).map { _ in }
        }.get()
        try await channel.closeFuture.get()
        UnixSocket.end(far)
    }

    /// A call that never comes to an end by itself.
    @Sendable private static func untilCancelled() async {
        for await _ in AsyncStream<Void>.makeStream().stream {}
    }
}
