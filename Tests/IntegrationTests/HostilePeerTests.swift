import Foundation
import HotlineControl
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import Testing

extension Integration {
    /// A peer that has the right key and does the wrong thing. The line that it shares with the node suffers; what is stored,
    /// the other lines and the process do not.
    @Suite("A hostile peer", .timeLimit(.minutes(5)))
    struct HostilePeerTests {
        @Test(
            "what breaks the protocol ends the session by name; nothing is stored of it, and the line goes on after it")
        func offences() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let gamma = try await ScriptedPeer(at: pair.alpha)
                try await gamma.greet()
                try await gamma.say(Sample.submission(1))
                async let first = Self.send(from: pair.alpha, to: gamma.name)
                try await gamma.behave { $0.delivered.count == 1 }
                _ = try await first
                for (number, offence) in Offence.all.enumerated() {
                    try await Self.commit(offence, UInt64(100 + number), gamma, pair)
                }
                #expect(try await Self.send(from: pair.alpha, to: "beta.example").receipt?.verified == true)
                let kept = try await Self.messages(of: pair.alpha)
                #expect(await pair.alpha.stop() == 0)
                try await pair.alpha.start()
                #expect(try await Self.messages(of: pair.alpha) == kept, "and after a restart")
            }
        }

        /// Before and after each offence an honest message passes each way, and all that was there is still there.
        private static func commit(
            _ offence: Offence, _ number: UInt64, _ gamma: ScriptedPeer, _ pair: Pair
        ) async throws {
            let before = try await messages(of: pair.alpha)
            let log = try await pair.alpha.client.status().lines.first { $0.peer == gamma.name }?.log
            try await gamma.greet()
            let honest = await gamma.party
            let bytes = try await offence.bytes(of: gamma)
            try await gamma.send(bytes)
            let end = try await gamma.farewell()
            #expect(end == .error(offence.code), "\(offence.name)")
            await gamma.goBack(to: honest)
            let line = try #require(try await pair.alpha.client.status().lines.first { $0.peer == gamma.name })
            #expect(line.lastError?.contains(offence.words) == true, "\(offence.name): \(line.lastError ?? "-")")
            #expect(line.log == log, "\(offence.name) is in the log")
            #expect(line.state != .stopped, "\(offence.name)")
            #expect(await pair.alpha.daemon?.hasLogged("session failed") == true)

            try await gamma.greet()
            try await gamma.say(Sample.submission(number))
            let delivered = await gamma.party.delivered.count
            async let sent = send(from: pair.alpha, to: gamma.name)
            try await gamma.behave { $0.delivered.count > delivered }
            let shown = try await sent
            #expect(shown.receipt?.verified == true)
            let after = try await messages(of: pair.alpha)
            #expect(Set(before).isSubset(of: after) && after.count == before.count + 2, "\(offence.name)")
        }

        @Test("what is valid and cannot be taken is receipted and refused by its code, and the line goes on")
        func refusals() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let gamma = try await ScriptedPeer(at: pair.alpha)
                try await gamma.greet()
                var kind = try Sample.submission(1)
                kind.kind = try #require(KindName("decree"))
                var notice = try Sample.submission(2)
                (notice.kind, notice.mediaType) = (try #require(KindName("notice")), "application/json")
                let channel = try Sample.submission(3, stream: try Sample.stream("kitchen"))
                for (submission, code) in [
                    (kind, "unknown-kind"), (notice, "malformed-body"), (channel, "unknown-channel"),
                ] {
                    let before = await gamma.party.delivered.count
                    try await gamma.say(submission)
                    try await gamma.behave { $0.delivered.count > before }
                    let answer = try #require(await gamma.party.delivered.last)
                    #expect(answer.kind == .refusal && answer.inReplyTo == submission.messageID)
                    #expect(answer.details.code == code)
                    let shown = try await pair.alpha.client.message(id: "\(submission.messageID)")
                    #expect(shown.state == .refused && shown.text == nil)
                }
                try await gamma.say(Sample.submission(4))
                let inbox = try await pair.alpha.client.messages(MessageQuery(box: .inbox)).messages
                let id = "\(try Sample.messageID(4))"
                #expect(inbox.contains { $0.id == id })
            }
        }

        static func messages(of node: TestNode) async throws -> [String] {
            try await node.client.messages(MessageQuery(limit: 500)).messages.map(\.id)
        }

        /// An honest message, awaited until its receipt is there.
        static func send(from node: TestNode, to peer: String) async throws -> Message {
            let request = try SubmitRequest.text("an honest word", to: peer)
            _ = try await node.client.submit(request)
            return try await node.client.wait(patiently: request.messageID, until: .receipt)
        }
    }
}
