import Foundation
import HotlineControl
import Synchronization
import Testing

@testable import HotlineCommands

@Suite("The duty desk's other commands")
struct DeskTests {
    /// Answers by request line; anything else is an unknown route.
    private static func node(_ answers: [String: FakeNode.Reply]) throws -> FakeNode {
        try FakeNode { answers[$0.line] ?? .failure(.unknownRoute, "no \($0.line)") }
    }

    @Test("status as JSON is the API's own object")
    func status() async throws {
        let node = try Self.node(["GET /v1/status": .json(Samples.status)])
        defer { node.stop() }
        let result = await hotline("status", "--json", home: node.home)
        #expect(try result.decoded(NodeStatus.self) == Samples.status)
        #expect(result.output.hasSuffix("}\n"))
        #expect(result.output.split(separator: "\n").count == 1)
    }

    @Test("inbox and outbox ask for their side, with the filters given")
    func boxes() async throws {
        let page = MessageList(messages: [Samples.message()], next: "c9")
        let inbox = "GET /v1/messages?box=inbox&peer=beta.example&channel=csirt&limit=10&before=c8"
        let node = try Self.node([inbox: .json(page), "GET /v1/messages?box=outbox&limit=50": .json(page)])
        defer { node.stop() }
        let filtered = await hotline(
            "inbox", "--peer", "beta.example", "--channel", "csirt", "--limit", "10", "--before", "c8", "--json",
            home: node.home)
        #expect(try filtered.decoded(MessageList.self) == page)
        #expect(await hotline("outbox", home: node.home).output.hasSuffix("\(Samples.id)\n"))
    }

    @Test("an empty list for a program is empty output")
    func emptyList() async throws {
        let node = try Self.node(["GET /v1/messages?box=inbox&limit=50": .json(MessageList(messages: []))])
        defer { node.stop() }
        let result = await hotline("inbox", home: node.home)
        #expect(result.status == 0)
        #expect(result.output.isEmpty)
    }

    @Test("show writes statement, receipt and body as they are, and never replaces a file")
    func showFiles() async throws {
        let path = "/v1/messages/\(Samples.id)"
        let node = try Self.node([
            "GET \(path)": .json(Samples.receipted), "GET \(path)/statement": .bytes([0xD2, 0x84]),
            "GET \(path)/receipt": .bytes([0xD2, 0x85]), "GET \(path)/body": .bytes([0, 255], type: "image/png"),
        ])
        defer { node.stop() }
        let files = ["statement", "receipt", "body"].map { node.home + "/" + $0 }
        let arguments = ["show", Samples.id, "--home", node.home, "--statement", files[0], "--receipt", files[1]]
        let first = await Terminal().run(arguments + ["--body", files[2], "--json"])
        #expect(first.status == 0)
        #expect(try first.decoded(Message.self) == Samples.receipted)
        #expect(try files.map(TemporaryHome.content) == [Data([0xD2, 0x84]), Data([0xD2, 0x85]), Data([0, 255])])
        let second = await Terminal().run(arguments)
        #expect(second.status == 1)
        #expect(second.errors.contains("is there already"))
    }

    @Test("a message that is not there ends with 1 and its id")
    func showUnknown() async throws {
        let node = try Self.node(["GET /v1/messages/\(Samples.id)": .failure(.unknownMessage, "no such message")])
        defer { node.stop() }
        let result = await hotline("show", Samples.id, home: node.home)
        #expect(result.status == 1)
        #expect(result.errors == "hotline: no such message\n  message id: \(Samples.id)\n")
    }

    @Test("ack sends the officer's decision under an id of its own")
    func ack() async throws {
        let reply = SubmitReply(message: Samples.message(id: Samples.replyID))
        let node = try Self.node(["POST /v1/messages/\(Samples.id)/acknowledgement": .json(reply, status: 201)])
        defer { node.stop() }
        let result = await hotline(
            "ack", Samples.id, "--as", "B. Petrova", "--decision", "accepted", "--note", "On it.", "--id",
            Samples.replyID, home: node.home)
        #expect(result.status == 0)
        let expected = AcknowledgeRequest(
            messageID: Samples.replyID, officer: "B. Petrova", decision: "accepted", note: "On it.")
        #expect(node.requests.first?.decoded(AcknowledgeRequest.self) == expected)
    }

    @Test("log shows the newest page of the only peer, or the page from an index")
    func log() async throws {
        var long = Samples.log
        long.size = 120
        let target = "GET /v1/log?peer=beta.example"
        let node = try Self.node([
            "GET /v1/peers": .json(PeerList(peers: [Samples.peer()])), "\(target)&from=0&limit=50": .json(long),
            "\(target)&from=70&limit=50": .json(Samples.log), "\(target)&from=5&limit=2": .json(Samples.log),
        ])
        defer { node.stop() }
        #expect(try await hotline("log", "--json", home: node.home).decoded(LogPage.self) == Samples.log)
        #expect(node.requests.last?.target.contains("from=70") == true)
        let page = await hotline("log", "beta.example", "--from", "5", "--limit", "2", home: node.home)
        #expect(page.output.hasPrefix("0\t2026-11-21"))
    }

    @Test("log of several peers asks which one")
    func whichLog() async throws {
        let node = try Self.node(["GET /v1/peers": .json(PeerList(peers: []))])
        defer { node.stop() }
        #expect(await hotline("log", home: node.home).status == 64)
    }

    @Test(
        "every command that needs the daemon ends with 3 without it",
        arguments: [["status"], ["inbox"], ["outbox"], ["show", Samples.id], ["watch"], ["log"]])
    func noDaemon(command: [String]) async throws {
        try await TemporaryHome.with { home in
            let result = await Terminal().run(command + ["--home", home])
            #expect(result.status == 3)
            #expect(result.output.isEmpty)
        }
    }

    @Test("the home comes from the option, else from the environment")
    func home() async throws {
        let node = try Self.node(["GET /v1/status": .json(Samples.status)])
        defer { node.stop() }
        #expect(await Terminal(environment: ["HOTLINE_HOME": node.home]).run(["status"]).status == 0)
        #expect(
            await Terminal(environment: ["HOTLINE_HOME": "/none"]).run(["status", "--home", node.home]).status == 0)
        #expect(await Terminal().run(["--home", node.home, "status"]).status == 0)
    }
}

@Suite("hotline watch")
struct WatchTests {
    private static func stream(_ events: [NodeEvent]) -> FakeNode.Reply {
        var text = ": here\n\n"
        for event in events {
            let data = (try? ControlJSON.encode(event)) ?? Data()
            text += "event: \(event.event.rawValue)\ndata: \(String(decoding: data, as: UTF8.self))\n\n"
        }
        return FakeNode.Reply(type: "text/event-stream", body: Data(text.utf8))
    }

    private static let identity = NodeIdentity(keyLine: "a", name: "alpha.example", keyID: "b")

    @Test("it goes on after a lost connection where it stood, and prints no event twice")
    func reconnects() async throws {
        let first = Samples.event(.messageStored, at: 1, message: Samples.message())
        let second = Samples.event(.lineDisconnected, at: 2)
        let third = Samples.event(.messageReceipted, at: 2, message: Samples.receipted)
        let streams = Mutex([Self.stream([first, second]), .silence, Self.stream([second, third])])
        let node = try FakeNode { request in
            if request.target == "/v1/identity" { return .json(Self.identity) }
            return streams.withLock { $0.isEmpty ? .silence : $0.removeFirst() }
        }
        defer { node.stop() }
        let result = await hotline("watch", "--json", "--count", "3", home: node.home)
        #expect(result.status == 0)
        let events = try result.output.split(separator: "\n").map {
            try JSONDecoder().decode(NodeEvent.self, from: Data($0.utf8))
        }
        #expect(events == [first, second, third])
        let since = "/v1/events?since=2026-11-21T22%3A04%3A02.000Z"
        #expect(node.requests.dropFirst().map(\.target) == ["/v1/events", since, since])
    }
}
