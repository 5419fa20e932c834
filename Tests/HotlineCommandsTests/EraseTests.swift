import HotlineControl
import Testing

@testable import HotlineCommands

@Suite("hotline erase")
struct EraseTests {
    private static let other = "01932f4e-9d2a-7c4b-8f00-0123456789ac"

    private static func node(_ answers: [String: FakeNode.Reply]) throws -> FakeNode {
        try FakeNode { answers[$0.line] ?? .failure(.unknownRoute, "no \($0.line)") }
    }

    private static func erased(_ state: ErasureSummary.State) -> Message {
        var message = Samples.receipted
        message.erasure = ErasureSummary(
            at: "2026-11-22T05:00:00.000Z", log: "a/b/01", leafIndex: 17, officer: "A", state: state)
        return message
    }

    private static func path(_ id: String) -> String { "POST /v1/messages/\(id)/erase" }

    @Test("officer and reason go to the node, and several messages are one object")
    func several() async throws {
        let reply = FakeNode.Reply.json(Self.erased(.erased))
        let node = try Self.node([Self.path(Samples.id): reply, Self.path(Self.other): reply])
        defer { node.stop() }
        let result = await hotline(
            "erase", Samples.id, Self.other, "--officer", "A", "--reason", "why", "--json", home: node.home)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.split(separator: "\n").count == 1)
        #expect(result.output.contains("\"erased\""))
        #expect(node.requests.count == 2)
    }

    @Test("the first that is refused ends it by name, and what was erased before is shown")
    func refused() async throws {
        let node = try Self.node([
            Self.path(Samples.id): .json(Self.erased(.erased)),
            Self.path(Self.other): .failure(.notReceipted, "no receipt yet"),
        ])
        defer { node.stop() }
        let result = await hotline("erase", Samples.id, Self.other, "--officer", "A", home: node.home)
        #expect(result.status == 1 && result.output.contains(", erased"))
        #expect(result.errors.contains("no receipt yet") && result.errors.contains(Self.other))
    }

    @Test("while a reader keeps the bytes on the disk it ends with 4 and does not say erased")
    func erasing() async throws {
        let node = try Self.node([Self.path(Samples.id): .json(Self.erased(.erasing))])
        defer { node.stop() }
        let result = await hotline("erase", Samples.id, "--officer", "A", home: node.home)
        #expect(result.status == 4 && result.output.contains(", erasing") && !result.output.contains("erased"))
    }
}
