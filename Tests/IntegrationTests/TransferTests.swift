import Foundation
import HotlineControl
import HotlineProtocol
import Testing

extension Integration {
    /// A long body on a slow link (invariant 6).
    @Suite("A long body on its way", .timeLimit(.minutes(5)))
    struct TransferTests {
        private static let mebibyte = 1024 * 1024

        @Test("a flash message overtakes a 10 MiB body on a 1 Mbit/s link: its receipt is there within a second")
        func flash() async throws {
            try await Pair.with { pair in
                let link = try SlowLink(to: pair.beta.port, rate: SlowLink.megabit)
                defer { link.stop() }
                try await pair.join(over: link)
                try await pair.startBoth()
                let long = try SubmitRequest.bytes(10 * Self.mebibyte)
                _ = try await pair.alpha.client.submit(long.request)
                var taken: [Duration] = []
                for round in 1...3 {
                    await link.hasPassed(round * Self.mebibyte)
                    taken.append(try await Self.exchange(pair))
                }
                // The middle one: the machine may do something else for a moment.
                #expect(taken.sorted()[1] < .seconds(1), "\(taken)")
                let state = try await pair.alpha.client.message(id: long.request.messageID).state
                #expect(state == .queued && link.passed < 5 * Self.mebibyte, "the body was still on its way")
                link.set(rate: nil)
                try await Self.expectArrived(long, pair)
            }
        }

        @Test(
            "a terminal shows how far a long file is on its way, and the API too, until the receipt is there",
            .enabled(if: TerminalScreen.isThere, "needs tmux and python3"))
        func progress() async throws {
            try await Pair.with { pair in
                let link = try SlowLink(to: pair.beta.port, rate: 4 * SlowLink.megabit)
                defer { link.stop() }
                try await pair.join(over: link)
                try await pair.startBoth()
                let file = pair.scratch + "/long.bin"
                let content = try SubmitRequest.bytes(2 * Self.mebibyte).content
                try Data(content).write(to: URL(fileURLWithPath: file))
                let id = "\(try MessageID.fresh())"
                async let watched = Self.watch(id, link, pair)
                try await TerminalScreen.with(in: pair.scratch) { screen in
                    let seen = try await screen.run(
                        Programs.hotline, "send", "beta.example", "--file", file, "--id", id, "--wait", "receipt",
                        "--home", pair.alpha.home)
                    #expect(seen.contains("handing 2.0 MiB to the node"))
                    let steps = seen.split(separator: "\n").filter { $0.hasPrefix("sending to beta.example: ") }
                    #expect(steps.count == 1 && steps[0].contains(" of 2.0 MiB ("), "one line, written over")
                    #expect(seen.contains("proof      verified"))
                }
                let message = try await watched
                let sent = try #require(message.transferred)
                #expect(sent >= Self.mebibyte && sent < 2 * Self.mebibyte && message.state == .queued)
                let shown = try await pair.alpha.client.message(id: id)
                #expect(shown.state == .receipted && shown.transferred == nil)
                #expect(try await pair.beta.client.body(id: id).bytes == content)
            }
        }

        /// The message when about half of it has passed.
        private static func watch(_ id: String, _ link: SlowLink, _ pair: Pair) async throws -> Message {
            await link.hasPassed(5 * mebibyte / 4)
            return try await pair.alpha.client.message(id: id)
        }

        /// How long it takes from the submit of a flash message to its receipt, which is verified.
        private static func exchange(_ pair: Pair) async throws -> Duration {
            let request = try SubmitRequest.text("flash", precedence: "flash")
            return try await ContinuousClock().measure {
                _ = try await pair.alpha.client.submit(request)
                let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                #expect(shown.receipt?.verified == true)
            }
        }

        @Test(
            "a daemon killed in the middle of a long body starts clean, and the body comes again",
            arguments: [true, false])
        func killed(isSender: Bool) async throws {
            try await Pair.with { pair in
                let link = try SlowLink(to: pair.beta.port, rate: 8 * SlowLink.megabit)
                defer { link.stop() }
                try await pair.join(over: link)
                try await pair.startBoth()
                let long = try SubmitRequest.bytes(3 * Self.mebibyte)
                _ = try await pair.alpha.client.submit(long.request)
                await link.hasPassed(2 * Self.mebibyte)
                let victim = isSender ? pair.alpha : pair.beta
                await victim.kill()
                try await victim.start()
                try await Self.expectArrived(long, pair)
                #expect(try await Logs.statements(of: pair.beta).count == 1)
            }
        }

        private static func expectArrived(_ long: (request: SubmitRequest, content: [UInt8]), _ pair: Pair) async throws
        {
            let id = long.request.messageID
            let shown = try await pair.alpha.client.wait(patiently: id, until: .receipt)
            #expect(shown.receipt?.verified == true)
            #expect(try await pair.beta.client.body(id: id).bytes == long.content)
            #expect(try await Offline.verifies(id, sentBy: pair.alpha, to: pair.beta))
        }
    }
}

extension SubmitRequest {
    /// A message of so many bytes that repeat nowhere near each other.
    static func bytes(
        _ count: Int, channel: String = "csirt", precedence: String = "routine"
    ) throws -> (request: SubmitRequest, content: [UInt8]) {
        var state = UInt64(count)
        let content = (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        var request = try SubmitRequest.text("", channel: channel, precedence: precedence)
        request.text = nil
        request.mediaType = "application/octet-stream"
        request.bodyBase64 = Data(content).base64EncodedString()
        return (request, content)
    }
}
