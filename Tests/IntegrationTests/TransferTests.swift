import Foundation
import HotlineControl
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
                for round in 1...3 {
                    await link.hasPassed(round * Self.mebibyte)
                    let took = try await Self.exchange(pair)
                    #expect(took < .seconds(1), "round \(round)")
                }
                let state = try await pair.alpha.client.message(id: long.request.messageID).state
                #expect(state == .queued && link.passed < 5 * Self.mebibyte, "the body was still on its way")
                link.set(rate: nil)
                try await Self.expectArrived(long, pair)
            }
        }

        /// How long it takes from the submit of a flash message to its receipt, which is verified.
        private static func exchange(_ pair: Pair) async throws -> Duration {
            let request = try SubmitRequest.text("flash", precedence: "flash")
            return try await ContinuousClock().measure {
                _ = try await pair.alpha.client.submit(request)
                let shown = try await pair.alpha.client.wait(id: request.messageID, until: .receipt)
                #expect(shown.receipt?.verified == true)
            }
        }

        private static func expectArrived(_ long: (request: SubmitRequest, content: [UInt8]), _ pair: Pair) async throws
        {
            let id = long.request.messageID
            let shown = try await pair.alpha.client.wait(id: id, until: .receipt, timeoutSeconds: 60)
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
