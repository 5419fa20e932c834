import Foundation
import HotlineControl
import Testing

extension Integration {
    /// Nobody rewrites history: a node whose database is older than what it told its peer is found out at the first HELLO.
    @Suite("A restored database", .timeLimit(.minutes(5)))
    struct RollbackTests {
        @Test("an older copy of the receiver's database stops the line, and submitting still queues")
        func receiver() async throws {
            try await Pair.with { pair in
                try await Self.restore(pair.beta, in: pair)
                let reason = try await Self.stop(pair.alpha, in: pair)
                #expect(reason.contains("older") || reason.contains("below"), "\(reason)")
                let waiting = try await pair.alpha.client.submit(try SubmitRequest.text("waits"))
                #expect(waiting.reply.message.state == .queued)
                #expect(waiting.reply.warnings.contains { $0.contains("stopped") })
                await pair.alpha.stop()
                try await pair.alpha.start()
                #expect(try await pair.alpha.client.status().lines.first?.state == .stopped)
            }
        }

        @Test("an older copy of the sender's database stops the line, and nothing is sent under a number used before")
        func sender() async throws {
            try await Pair.with { pair in
                try await Self.restore(pair.alpha, in: pair)
                let reason = try await Self.stop(pair.alpha, in: pair)
                #expect(reason.contains("this node's database is older"), "\(reason)")
                let before = try await pair.beta.client.messages(MessageQuery(box: .inbox)).messages.count
                _ = try await pair.alpha.client.submit(try SubmitRequest.text("waits"))
                #expect(try await pair.beta.client.messages(MessageQuery(box: .inbox)).messages.count == before)
            }
        }

        /// Exchanges messages, copies the node's home, exchanges more, and puts the copy back; both daemons are stopped then.
        private static func restore(_ node: TestNode, in pair: Pair) async throws {
            let copy = node.home + ".copy"
            try await pair.startBoth()
            try await exchange(pair, count: 3)
            await node.stop()
            try FileManager.default.copyItem(atPath: node.home, toPath: copy)
            try await node.start()
            try await exchange(pair, count: 3)
            await pair.alpha.stop()
            await pair.beta.stop()
            try FileManager.default.removeItem(atPath: node.home)
            try FileManager.default.moveItem(atPath: copy, toPath: node.home)
        }

        private static func exchange(_ pair: Pair, count: Int) async throws {
            for number in 0..<count {
                let request = try SubmitRequest.text("\(number)")
                _ = try await pair.alpha.client.submit(request)
                let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                try #require(shown.state == .receipted)
            }
        }

        /// Starts both and waits until the node says that its line is stopped; gives the reason that `status` shows.
        private static func stop(_ node: TestNode, in pair: Pair) async throws -> String {
            try await pair.startBoth()
            try #require(await node.daemon?.hasLogged("line stopped") == true)
            let line = try #require(try await node.client.status().lines.first)
            #expect(line.state == .stopped)
            #expect(try await alarm(of: node)?.reason == line.stoppedReason)
            return line.stoppedReason ?? ""
        }

        /// What a reader of events is told who comes now and asks for what was: as `hotline watch` does when the daemon was away.
        private static func alarm(of node: TestNode) async throws -> NodeEvent? {
            let query = EventQuery(since: "2020-01-01T00:00:00.000Z", names: [.lineStopped])
            for try await event in node.client.events(query) { return event }
            return nil
        }
    }
}
