import Foundation
import HotlineControl
import Testing

extension Integration {
    /// One side erased a content, and then the other side lost the message: nobody can send the content again.
    @Suite("What was erased here and lost there", .timeLimit(.minutes(5)))
    struct ErasedAndLostTests {
        @Test("is refused as such, and its stream goes on")
        func goesOn() async throws {
            try await Pair.with { pair in
                var said = Said()
                try await pair.startBoth()
                try await said.exchange(1, in: pair)
                let copy = try await Copy.take(of: pair.beta, name: "copy", withLog: true)
                let lost = try await Self.send(3, in: pair)
                let erased = try await pair.alpha.desk("erase", lost[1], "--officer", "A. Ivanova")
                try #require(erased.status == 0, "\(erased.errors)")
                await pair.stopBoth()
                try copy.put(back: pair.beta)
                try await pair.startBoth()
                try #require(await pair.beta.daemon?.hasLogged("line stopped") == true)
                let done = try await pair.beta.desk("line", "recover", pair.alpha.name, "--timeout", "60s")
                try #require(done.status == 0, "\(done.errors)\(done.output)")
                let after = try await Self.send(1, in: pair)
                for id in lost + after {
                    let shown = try await pair.alpha.client.wait(id: id, until: .receipt, timeoutSeconds: 60)
                    #expect(shown.receipt?.verified == true, "\(id)")
                }
                for id in [lost[0], lost[2], after[0]] {
                    #expect(try await pair.beta.client.message(id: id).text != nil, "\(id)")
                }
                let shown = try await pair.beta.client.message(id: lost[1])
                #expect(shown.text == nil && "\(shown)".contains("content-lost"), "\(shown)")
                #expect(try await pair.alpha.client.status().lines.first?.queued == 0)
            }
        }

        private static func send(_ count: Int, in pair: Pair) async throws -> [String] {
            var ids: [String] = []
            for number in 0..<count {
                let request = try SubmitRequest.text("message \(number)", to: pair.beta.name)
                _ = try await pair.alpha.client.submit(request)
                let shown = try await pair.alpha.client.wait(
                    id: request.messageID, until: .receipt, timeoutSeconds: 60)
                try #require(shown.receipt != nil)
                ids.append(request.messageID)
            }
            return ids
        }
    }
}
