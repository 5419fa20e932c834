import Foundation
import HotlineControl
import Synchronization
import Testing

@testable import HotlineCommands

@Suite("hotline send --wait")
struct WaitTests {
    /// A node that stores the message and answers each wait with the next of these; the last again and again.
    private static func node(_ answers: [FakeNode.Reply], eachWait: @escaping @Sendable () -> Void = {}) throws
        -> FakeNode
    {
        let rest = Mutex(answers)
        return try FakeNode { request in
            if request.method == "POST" { return .json(SubmitReply(message: Samples.message()), status: 201) }
            eachWait()
            return rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        }
    }

    private static func arguments(_ home: String, _ wait: String, _ more: [String] = []) -> [String] {
        ["send", "beta.example", "x", "--id", Samples.id, "--wait", wait, "--home", home] + more
    }

    @Test("it asks until the receipt is there, and shows the proof")
    func receipt() async throws {
        let node = try Self.node([.json(Samples.message()), .json(Samples.message()), .json(Samples.receipted)])
        defer { node.stop() }
        let result = await Terminal().run(Self.arguments(node.home, "receipt"))
        #expect(result.status == 0)
        #expect(
            node.requests.dropFirst().allSatisfy {
                $0.line == "GET /v1/messages/\(Samples.id)/wait?for=receipt&timeout=60"
            })
        #expect(node.requests.count == 4)
        #expect(result.output.contains("proof      verified: entry 15 of 16"))
    }

    @Test("an officer's yes or not-yet is success", arguments: ["accepted", "pending"])
    func acknowledged(decision: String) async throws {
        let node = try Self.node([.json(Samples.receipted), .json(Samples.decided(decision))])
        defer { node.stop() }
        let result = await Terminal().run(Self.arguments(node.home, "ack"))
        #expect(result.status == 0)
        #expect(node.requests.last?.target.contains("for=ack") == true)
        #expect(result.output.contains("by B. Petrova (beta.example): On it."))
    }

    @Test("an officer's no and a node's refusal end with 6, and the message is shown")
    func refused() async throws {
        for (message, code) in [(Samples.decided("denied"), "denied"), (Samples.refused, "unknown-channel")] {
            let node = try Self.node([.json(message)])
            defer { node.stop() }
            let result = await Terminal().run(Self.arguments(node.home, "ack", ["--json"]))
            #expect(result.status == 6)
            #expect(try result.decoded(SubmitReply.self).message == message)
            #expect(result.errors.contains(code))
        }
    }

    @Test("when the time is up it ends with 4, says that the message is stored, and shows it as it is")
    func timeout() async throws {
        let terminal = Terminal()
        let node = try Self.node([.json(Samples.message())]) { terminal.advance(.seconds(50)) }
        defer { node.stop() }
        let result = await terminal.run(Self.arguments(node.home, "receipt", ["--wait-timeout", "2m", "--json"]))
        #expect(result.status == 4)
        #expect(node.requests.dropFirst().map { $0.target.suffix(2) } == ["60", "60", "20"])
        #expect(try result.decoded(SubmitReply.self).message.state == .queued)
        #expect(result.errors.contains("stored"))
        #expect(result.errors.contains("message id: \(Samples.id)"))
    }

    @Test("a daemon that is away for a while does not end the wait")
    func away() async throws {
        let node = try Self.node([.silence, .silence, .json(Samples.receipted)])
        defer { node.stop() }
        let result = await Terminal().run(Self.arguments(node.home, "receipt"))
        #expect(result.status == 0)
        #expect(node.requests.count == 4)
    }

    @Test("an unverified receipt is not what was waited for")
    func unverified() async throws {
        var message = Samples.receipted
        message.receipt?.verified = false
        let terminal = Terminal()
        let node = try Self.node([.json(message)]) { terminal.advance(.seconds(60)) }
        defer { node.stop() }
        #expect(await terminal.run(Self.arguments(node.home, "receipt", ["--wait-timeout", "1m"])).status == 4)
    }

    @Test("on a terminal the way of a long content is followed until its receipt, twice a second")
    func transfer() async throws {
        let (node, looks) = try Self.longNode()
        defer { node.stop() }
        let file = node.home + "/long.bin"
        try Data(repeating: 0xFF, count: 1 << 20).write(to: URL(fileURLWithPath: file))
        let result = await Terminal(isTerminal: true).run(
            ["send", "beta.example", "--file", file, "--id", Samples.id, "--wait", "receipt", "--home", node.home])
        #expect(result.status == 0)
        #expect(
            node.requests.dropFirst().map(\.line) == Array(repeating: "GET /v1/messages/\(Samples.id)", count: looks))
        let said = [
            "handing 1.0 MiB to the node\n", "waiting for the receipt from beta.example (queued)\n",
            "\rsending to beta.example: 0.0 of 10.0 MiB (0 %)", "\rsending to beta.example: 9.5 of 10.0 MiB (95 %)\n",
            "waiting for the receipt from beta.example (queued)\n",
        ]
        #expect(result.errors == said.joined())
    }

    @Test("with --json, and where nobody looks, nothing is said of a long content's way", arguments: [true, false])
    func quietTransfer(isTerminal: Bool) async throws {
        let (node, _) = try Self.longNode()
        defer { node.stop() }
        let arguments = Self.arguments(node.home, "receipt", isTerminal ? ["--json"] : [])
        let result = await Terminal(isTerminal: isTerminal).run(arguments)
        #expect(result.status == 0 && !result.errors.contains("sending"))
        #expect(node.requests.dropFirst().allSatisfy { $0.target.contains("/wait?for=receipt") })
    }

    /// A node that shows a content of 10 MiB on its way, and how many looks it takes until its receipt is there.
    private static func longNode() throws -> (FakeNode, looks: Int) {
        let steps = [nil, 1, 9_999_999, nil].map { sent in
            var message = Samples.message()
            (message.size, message.transferred) = (10 << 20, sent)
            return message
        }
        let rest = Mutex(steps[1...] + [Samples.receipted])
        let node = try FakeNode { request in
            if request.method == "POST" { return .json(SubmitReply(message: steps[0]), status: 201) }
            return .json(rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[$0.startIndex] })
        }
        return (node, steps.count)
    }

    @Test("what is waited for is said on a terminal only")
    func progress() async throws {
        for isTerminal in [true, false] {
            let node = try Self.node([.json(Samples.receipted)])
            defer { node.stop() }
            let result = await Terminal(isTerminal: isTerminal).run(Self.arguments(node.home, "receipt"))
            #expect(result.errors.contains("waiting for the receipt from beta.example (queued)") == isTerminal)
        }
    }
}
