import HotlineControl
import Testing

/// The routes of proofs and of the log as a person reads it, asked by the client over a real socket.
@Suite(.timeLimit(.minutes(5))) struct ProofRouteTests {
    @Test("a proof is asked for with and without the content")
    func proof() async throws {
        try await ControlServerHarness.run { server async throws in
            #expect(try await server.client.proof(id: Sample.id) == [0xA2, 0x01])
            #expect(try await server.client.proof(id: Sample.id, withBody: true) == [0xA2, 0x01])
            #expect(server.node.asked == ["proof \(Sample.id) false", "proof \(Sample.id) true"])
        }
    }

    @Test("a log is read with every filter, forwards and backwards")
    func readLog() async throws {
        try await ControlServerHarness.run { server async throws in
            let client = server.client
            let page = LogReading(log: "a/b/00", size: 9, messages: [Sample.message], next: 7)
            #expect(try await client.readLog(LogReadingQuery(peer: "beta.example")) == page)
            var query = LogReadingQuery(
                peer: "beta.example", before: 12, limit: 3, channel: "csirt", kind: "notice", precedence: "flash",
                since: "2026-11-21T22:00:00.000Z", until: "2026-11-22T22:00:00.000Z", officer: "A. \u{1B}[2J&é",
                thread: Sample.id)
            #expect(try await client.readLog(query) == page)
            (query.before, query.from) = (nil, 5)
            _ = try await client.readLog(query)
            let filters =
                "3 csirt notice flash 2026-11-21T22:00:00.000Z 2026-11-22T22:00:00.000Z A. \u{1B}[2J&é \(Sample.id)"
            #expect(
                server.node.asked == [
                    "readLog beta.example - 50 - - - - - - -", "readLog beta.example before 12 \(filters)",
                    "readLog beta.example from 5 \(filters)",
                ])
        }
    }

    @Test("what is not of its shape never reaches the node")
    func refused() async throws {
        try await ControlServerHarness.run { server async throws in
            let queries = [
                LogReadingQuery(peer: "Not A Name"), LogReadingQuery(peer: "b.example", from: 1, before: 2),
                LogReadingQuery(peer: "b.example", limit: 501), LogReadingQuery(peer: "b.example", since: "yesterday"),
                LogReadingQuery(peer: "b.example", thread: "7"), LogReadingQuery(peer: "b.example", channel: ""),
                LogReadingQuery(peer: "b.example", officer: String(repeating: "x", count: 257)),
            ]
            for query in queries {
                await #expect(throws: ControlClientError.self) { try await server.client.readLog(query) }
            }
            await #expect(throws: ControlClientError.self) { try await server.client.proof(id: "7") }
            #expect(server.node.asked.isEmpty)
        }
    }
}
