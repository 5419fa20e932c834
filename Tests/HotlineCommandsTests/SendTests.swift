import Foundation
import HotlineControl
import HotlineProtocol
import Synchronization
import Testing

@testable import HotlineCommands

@Suite("hotline send")
struct SendTests {
    private static func accept(_ request: FakeNode.Request, _ warnings: [String] = []) -> FakeNode.Reply {
        let id = request.decoded(SubmitRequest.self)?.messageID ?? "none"
        return .json(SubmitReply(message: Samples.message(id: id), warnings: warnings), status: 201)
    }

    @Test("all that the command line says is in the request")
    func request() async throws {
        let node = try FakeNode { Self.accept($0) }
        defer { node.stop() }
        let result = await hotline(
            "send", "beta.example", "Hello.", "--channel", "nrrc", "--kind", "service", "--precedence", "flash",
            "--tlp",
            "amber+strict", "--media-type", "text/markdown", "--language", "en", "--ack-by", "30m", "--reply-to",
            Samples.replyID, "--id", Samples.id, home: node.home)
        #expect(result.status == 0)
        #expect(node.requests.map(\.line) == ["POST /v1/messages"])
        let expected = SubmitRequest(
            messageID: Samples.id, peer: "beta.example", channel: "nrrc", precedence: "flash", kind: "service",
            tlp: "amber+strict", mediaType: "text/markdown", language: "en", text: "Hello.", acknowledgeBySeconds: 1800,
            inReplyTo: Samples.replyID)
        #expect(node.requests.first?.decoded(SubmitRequest.self) == expected)
        #expect(result.output.hasPrefix("message    \(Samples.id)\nto         beta.example\n"))
    }

    @Test("without options a message is routine, TLP:AMBER text in the csirt channel, from standard input")
    func defaults() async throws {
        let node = try FakeNode { Self.accept($0) }
        defer { node.stop() }
        let result = await hotline("send", "beta.example", home: node.home, typed: ["Line check."])
        #expect(result.status == 0)
        let request = try #require(node.requests.first?.decoded(SubmitRequest.self))
        #expect(MessageID(text: request.messageID) != nil)
        #expect(
            [request.channel, request.precedence, request.kind, request.tlp] == [
                "csirt", "routine", "message", "amber",
            ])
        #expect(request.text == "Line check.")
        #expect(request.mediaType == nil)
    }

    @Test("a file that is no text goes as base64 with its media type")
    func binaryFile() async throws {
        let node = try FakeNode { Self.accept($0) }
        defer { node.stop() }
        let file = node.home + "/sample.bin"
        try Data([0xFF, 0x00, 0xFE]).write(to: URL(fileURLWithPath: file))
        let result = await hotline("send", "beta.example", "--file", file, home: node.home)
        #expect(result.status == 0)
        let request = try #require(node.requests.first?.decoded(SubmitRequest.self))
        #expect(request.text == nil)
        #expect(request.bodyBase64 == "/wD+")
        #expect(request.mediaType == "application/octet-stream")
    }

    @Test("nothing is sent where there is nothing to send, or the file is not there")
    func noContent() async throws {
        let node = try FakeNode { Self.accept($0) }
        defer { node.stop() }
        #expect(await hotline("send", "beta.example", home: node.home).status == 64)
        let missing = await hotline("send", "beta.example", "--file", node.home + "/none", home: node.home)
        #expect(missing.status == 1)
        #expect(missing.errors.contains("/none"))
        #expect(node.requests.isEmpty)
    }

    @Test("warnings stand on standard error, also with --json")
    func warnings() async throws {
        let node = try FakeNode { Self.accept($0, ["beta.example is not verified\u{1B}"]) }
        defer { node.stop() }
        let result = await hotline("send", "beta.example", "x", "--json", home: node.home)
        #expect(result.errors == "hotline: warning: beta.example is not verified\\u{1B}\n")
        #expect(try result.decoded(SubmitReply.self).warnings.count == 1)
    }

    @Test("a lost answer is asked for again with the same id, and the daemon's own stop too")
    func retry() async throws {
        let count = Mutex(0)
        let node = try FakeNode { request in
            let number = count.withLock { count in
                count += 1
                return count
            }
            if number == 1 { return .silence }
            if number == 2 { return .failure(.shuttingDown, "the node is stopping") }
            return Self.accept(request)
        }
        defer { node.stop() }
        let result = await hotline("send", "beta.example", "x", home: node.home)
        #expect(result.status == 0)
        let ids = node.requests.compactMap { $0.decoded(SubmitRequest.self)?.messageID }
        #expect(ids.count == 3)
        #expect(Set(ids).count == 1)
        #expect(result.output.contains(ids[0]))
    }

    @Test("a node that never answers ends the command with 3 and the id for a retry")
    func neverAnswered() async throws {
        let node = try FakeNode { _ in .silence }
        defer { node.stop() }
        let result = await hotline("send", "beta.example", "x", "--id", Samples.id, home: node.home)
        #expect(result.status == 3)
        #expect(node.requests.count == Submission.pauses.count + 1)
        #expect(result.errors.contains("message id: \(Samples.id)"))
    }

    @Test("where no daemon runs, the error names the socket, the remedy and the id")
    func noDaemon() async throws {
        try await TemporaryHome.with { home in
            let result = await hotline("send", "beta.example", "x", "--id", Samples.id, "--json", home: home)
            #expect(result.status == 3)
            #expect(result.error["code"] as? String == "daemon_unreachable")
            #expect(result.error["message_id"] as? String == Samples.id)
            #expect(result.errors.contains("hotlined --home \(home)"))
        }
    }

    @Test(
        "what the node refuses is said with its code, remedy and id, once",
        arguments: [
            (ControlError.Code.messageIDConflict, Int32(5)), (.unknownPeer, 1), (.malformedBody, 1), (.storeFull, 1),
        ])
    func refusals(code: ControlError.Code, status: Int32) async throws {
        let node = try FakeNode { _ in .failure(code, "no\u{202E}pe", remedy: "look") }
        defer { node.stop() }
        let result = await hotline("send", "beta.example", "x", "--id", Samples.id, "--json", home: node.home)
        #expect(result.status == status)
        #expect(node.requests.count == 1)
        #expect(result.error["code"] as? String == code.rawValue)
        #expect(result.error["exit_code"] as? Int == Int(status))
        #expect(result.errors == "hotline: no\\u{202E}pe\n  remedy: look\n  message id: \(Samples.id)\n")
    }
}
