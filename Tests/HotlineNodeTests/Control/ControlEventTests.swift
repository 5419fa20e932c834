import HotlineControl
import HotlineProtocol
import NIOCore
import Testing

@testable import HotlineNode

/// `GET /v1/events`
@Suite(.timeLimit(.minutes(5))) struct ControlEventTests {
    @Test("events arrive as they happen, in order")
    func delivery() async throws {
        try await ControlServerHarness.run { server async throws in
            let events = server.client.events(EventQuery(since: Sample.time))
            await server.node.events.opened()
            #expect(server.node.asked == ["events \(Sample.time)"])
            let later = NodeEvent(event: .lineConnected, at: Sample.time, peer: "beta.example")
            server.node.events.send(Sample.event)
            server.node.events.send(later)
            var iterator = events.makeAsyncIterator()
            #expect(try await iterator.next() == Sample.event)
            #expect(try await iterator.next() == later)
        }
    }

    @Test("a client says which events it wants, and whether it wants their messages")
    func choice() async throws {
        try await ControlServerHarness.run { server async throws in
            let events = server.client.events(
                EventQuery(names: [.messageReceipted, .lineStopped], isBrief: true))
            await server.node.events.opened()
            #expect(server.node.asked == ["events - line.stopped,message.receipted brief"])
            server.node.events.finish()
            await #expect(throws: ControlClientError.closed) { for try await _ in events {} }
        }
    }

    @Test("a stream begins with a comment and carries name and JSON on two lines")
    func lines() async throws {
        try await ControlServerHarness.run { server async throws in
            let connection = try await RawExchange.connect(to: server.socketPath)
            try await connection.executeThenClose { inbound, outbound async throws in
                var reader = RawStream(inbound)
                try await outbound.write(ByteBuffer(string: RawExchange.request("GET", "/v1/events")))
                #expect(try await reader.read(until: "\r\n\r\n").contains("text/event-stream"))
                #expect(try await reader.read(until: "\n\n").contains(":\n\n"))
                server.node.events.send(NodeEvent(event: .lineStopped, at: Sample.time, peer: "b", reason: "x\ny"))
                let text = try await reader.read(until: "}\n\n")
                let json = #"{"at":"2026-11-21T22:04:05.123Z","event":"line.stopped","peer":"b","reason":"x\ny"}"#
                #expect(text.contains("event: line.stopped\ndata: \(json)\n\n"))
            }
        }
    }

    @Test("the node's stream ends when the client goes")
    func clientGoes() async throws {
        try await ControlServerHarness.run(settings: .patient) { server async throws in
            let connection = try await RawExchange.connect(to: server.socketPath)
            try await connection.executeThenClose { inbound, outbound async throws in
                var reader = RawStream(inbound)
                try await outbound.write(ByteBuffer(string: RawExchange.request("GET", "/v1/events")))
                _ = try await reader.read(until: ":\n\n")
            }
            await server.node.events.waitForEnd()
        }
    }

    @Test("dropping the client's stream ends the node's")
    func clientDrops() async throws {
        try await ControlServerHarness.run(settings: .patient) { server async throws in
            let task = Task { for try await _ in server.client.events() {} }
            await server.node.events.opened()
            task.cancel()
            await server.node.events.waitForEnd()
        }
    }

    @Test("when the node ends its stream, the client's ends too, by an error that says so")
    func nodeEnds() async throws {
        try await ControlServerHarness.run { server async throws in
            let events = server.client.events()
            await server.node.events.opened()
            server.node.events.finish()
            await #expect(throws: ControlClientError.closed) { for try await _ in events {} }
        }
    }

    @Test("a quiet stream carries heartbeats")
    func heartbeats() async throws {
        var settings = ControlServerSettings()
        settings.heartbeat = .milliseconds(10)
        try await ControlServerHarness.run(settings: settings) { server async throws in
            let connection = try await RawExchange.connect(to: server.socketPath)
            try await connection.executeThenClose { inbound, outbound async throws in
                var reader = RawStream(inbound)
                try await outbound.write(ByteBuffer(string: RawExchange.request("GET", "/v1/events")))
                for _ in 0..<4 { _ = try await reader.read(until: ":\n\n") }
            }
        }
    }

    @Test("one stream more than the limit is refused; a place is free again when a stream ends")
    func limit() async throws {
        var settings = ControlServerSettings()
        settings.eventStreams = 1
        try await ControlServerHarness.run(settings: settings) { server async throws in
            let first = Task { for try await _ in server.client.events() {} }
            await server.node.events.opened()
            let refused = try await RawExchange.send(RawExchange.request("GET", "/v1/events"), to: server.socketPath)
            #expect(refused.status == 429)
            #expect(refused.code == .tooManyStreams)
            first.cancel()
            await server.node.events.waitForEnd()
            while try await RawStream.status(of: "/v1/events", at: server.socketPath) == 429 { await Task.yield() }
        }
    }

    @Test("a client that does not read is closed")
    func slowClient() async throws {
        try await ControlServerHarness.run(settings: .patient) { server async throws in
            let connection = try await RawExchange.connect(to: server.socketPath)
            try await connection.executeThenClose { _, outbound in
                try await outbound.write(ByteBuffer(string: RawExchange.request("GET", "/v1/events")))
                await server.node.events.opened()
                var event = Sample.event
                event.reason = String(repeating: "x", count: 16_000)
                for _ in 0..<4000 { server.node.events.send(event) }
                await server.node.events.waitForEnd()
            }
        }
    }

    @Test("the events of one full commit may all wait for a client; more than the hub keeps may not")
    func burst() async {
        for (count, fits) in [(2 * Limits.batchStatements, true), (EventHub.backlog + 1, false)] {
            let (events, source) = AsyncStream.makeStream(of: NodeEvent.self)
            for _ in 0..<count { source.yield(Sample.event) }
            source.finish()
            #expect(await EventFeed(events: events, heartbeat: .seconds(3600)).passEvents() == fits)
        }
    }

    @Test("an error of the node comes before the stream, with its status")
    func refused() async throws {
        try await ControlServerHarness.run { server async throws in
            let error = ControlError(.shuttingDown, "stopping")
            server.node.fail(with: error)
            await #expect(throws: ControlClientError.node(error)) {
                for try await _ in server.client.events() {}
            }
        }
    }
}
