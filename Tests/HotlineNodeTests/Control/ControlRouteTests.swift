import HotlineControl
import Testing

/// Every route of the API, asked by the client over a real socket.
@Suite(.timeLimit(.minutes(5))) struct ControlRouteTests {
    @Test("the node's routes reach its operations and bring their replies back")
    func nodeRoutes() async throws {
        try await ControlServerHarness.run { server async throws in
            let client = server.client
            #expect(try await client.status() == Sample.status)
            #expect(try await client.identity() == Sample.identity)
            #expect(try await client.log(LogQuery(peer: "beta.example", from: 3, limit: 9)) == Sample.logPage)
            #expect(try await client.beginBackup() == BackupStatus(path: "/p", startedAt: "t"))
            #expect(try await client.backup() == BackupStatus(path: "/p", startedAt: "t"))
            #expect(server.node.asked == ["status", "identity", "log beta.example 3 9", "beginBackup", "backup"])
        }
    }

    @Test("the routes of checkpoints and evidence reach the operations, and odd parameters are refused")
    func checkpointRoutes() async throws {
        try await ControlServerHarness.run { server async throws in
            let client = server.client
            #expect(try await client.witness(peer: "beta.example", timeoutSeconds: 7).note == "n")
            #expect(try await client.evidence(peer: nil).items.isEmpty)
            #expect(try await client.evidence(peer: "beta.example").node == "k")
            #expect(server.node.asked == ["witness beta.example 7", "evidence -", "evidence beta.example"])
            for seconds in [0, ControlLimits.waitSeconds + 1] {
                await #expect(throws: ControlClientError.self) {
                    try await client.witness(peer: "beta.example", timeoutSeconds: seconds)
                }
            }
            await #expect(throws: ControlClientError.self) { try await client.evidence(peer: "No Name") }
        }
    }

    @Test("the peers' routes reach the operations and bring their replies back")
    func peerRoutes() async throws {
        try await ControlServerHarness.run { server async throws in
            let client = server.client
            let added = try await client.addPeer(AddPeerRequest(keyLine: "k+1+a", routes: ["h:1", "i:2"]))
            #expect(added == Answer(Sample.peer, isNew: true))
            #expect(try await client.peers().peers == [Sample.peer])
            #expect(try await client.peer(named: "beta.example") == Sample.peer)
            let request = VerifyPeerRequest(safetyNumber: "12345 67890")
            #expect(try await client.verifyPeer(named: "beta.example", request) == Sample.peer)
            let route = AddRouteRequest(route: "[2001:db8::7]:7411", first: true)
            #expect(try await client.addRoute(toPeer: "beta.example", route).reply == Sample.peer)
            #expect(try await client.removeRoute("[2001:db8::7]:7411", ofPeer: "beta.example") == Sample.peer)
            try await client.removePeer(named: "beta.example")
            #expect(
                server.node.asked == [
                    "addPeer k+1+a h:1,i:2", "peers", "peer beta.example", "verifyPeer beta.example 12345 67890",
                    "addRoute beta.example [2001:db8::7]:7411 true", "removeRoute beta.example [2001:db8::7]:7411",
                    "removePeer beta.example",
                ])
        }
    }

    @Test("the messages' routes reach the operations and bring their replies back")
    func messageRoutes() async throws {
        try await ControlServerHarness.run { server async throws in
            let client = server.client
            let query = MessageQuery(box: .inbox, peer: "beta.example", channel: "csirt", limit: 7, before: "a&b=c/é")
            #expect(try await client.messages(query) == MessageList(messages: [Sample.message], next: "older"))
            #expect(try await client.messages().messages.count == 1)
            #expect(try await client.message(id: Sample.id) == Sample.message)
            #expect(try await client.body(id: Sample.id) == Sample.body)
            #expect(try await client.statement(id: Sample.id) == [0xD2, 0x84])
            #expect(try await client.receipt(id: Sample.id) == [0xD2, 0x84, 0x00])
            #expect(
                try await client.wait(id: Sample.id, until: .acknowledgement, timeoutSeconds: 5) == Sample.message)
            let id = Sample.id
            #expect(
                server.node.asked == [
                    "messages inbox beta.example csirt 7 a&b=c/é", "messages - - - 50 -", "message \(id)",
                    "body \(id)", "statement \(id)", "receipt \(id)", "wait \(id) ack 5",
                ])
        }
    }

    @Test("a submit carries every field; the answer says whether the message is new", arguments: [true, false])
    func submit(isNew: Bool) async throws {
        try await ControlServerHarness.run { server async throws in
            server.node.answerAsNew(isNew)
            var request = Sample.submit
            request.text = nil
            request.bodyBase64 = "AAEC"
            request.mediaType = "application/octet-stream"
            request.language = "ru"
            request.acknowledgeBySeconds = 1800
            request.inReplyTo = Sample.otherID
            let answer = try await server.client.submit(request)
            #expect(answer.isNew == isNew)
            #expect(answer.reply == SubmitReply(message: Sample.message, warnings: ["a warning"]))
            #expect(server.node.submitted == request)
        }
    }

    @Test("an acknowledgement carries every field; the answer says whether it is new", arguments: [true, false])
    func acknowledge(isNew: Bool) async throws {
        try await ControlServerHarness.run { server async throws in
            server.node.answerAsNew(isNew)
            let answer = try await server.client.acknowledge(id: Sample.id, Sample.acknowledge)
            #expect(answer == Answer(SubmitReply(message: Sample.message), isNew: isNew))
            let call = "acknowledge \(Sample.id) \(Sample.otherID) B. Officer accepted on it"
            #expect(server.node.asked == [call])
        }
    }

    @Test("an erasure carries officer and note; an answer that is still erasing is 202", arguments: [true, false])
    func erase(isNew: Bool) async throws {
        try await ControlServerHarness.run { server async throws in
            server.node.answerAsNew(isNew)
            let answer = try await server.client.erase(id: Sample.id, EraseRequest(officer: "B. Officer", note: "17"))
            #expect(answer == Answer(Sample.message, isNew: isNew))
            #expect(server.node.asked == ["erase \(Sample.id) B. Officer 17"])
            for body in [#"{"officer":""}"#, #"{"officer":"B","note":""}"#, #"{"officer":"B","why":"x"}"#, "{}"] {
                let post = RawExchange.request("POST", "/v1/messages/\(Sample.id)/erase", body: body)
                #expect(try await RawExchange.send(post, to: server.socketPath).status == 400)
            }
        }
    }

    @Test("content of 16 MiB passes as base64, in one request")
    func largeContent() async throws {
        try await ControlServerHarness.run { server async throws in
            let unit = String(repeating: "QUJD", count: ControlLimits.contentBytes / 3)
            var request = Sample.submit
            request.text = nil
            request.bodyBase64 = unit
            _ = try await server.client.submit(request)
            #expect(server.node.submitted?.bodyBase64?.utf8.count == unit.utf8.count)
        }
    }

    @Test("an error of the node arrives with code, status and message id", arguments: ControlError.Code.allCases)
    func nodeErrors(code: ControlError.Code) async throws {
        try await ControlServerHarness.run { server async throws in
            let error = ControlError(code, "why", remedy: "do this", messageID: Sample.id)
            server.node.fail(with: error)
            await #expect(throws: ControlClientError.node(error)) { try await server.client.status() }
            let reply = try await RawExchange.send(RawExchange.request("GET", "/v1/status"), to: server.socketPath)
            #expect(reply.status == code.httpStatus)
            #expect(reply.headers["content-type"] == "application/json")
        }
    }

    @Test("a request that makes something answers 201, a repeated one 200, a removal 204 without a body")
    func statuses() async throws {
        try await ControlServerHarness.run { server async throws in
            let body = #"{"key_line":"k+1+a","routes":[]}"#
            let post = RawExchange.request("POST", "/v1/peers", body: body)
            #expect(try await RawExchange.send(post, to: server.socketPath).status == 201)
            server.node.answerAsNew(false)
            #expect(try await RawExchange.send(post, to: server.socketPath).status == 200)
            let delete = RawExchange.request("DELETE", "/v1/peers/beta.example")
            let reply = try await RawExchange.send(delete, to: server.socketPath)
            #expect(reply.status == 204)
            #expect(reply.body.isEmpty)
        }
    }
}
