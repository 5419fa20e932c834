import Foundation
import HotlineControl
import HotlineCrypto
import HotlineProtocol
import Testing

extension Integration {
    @Suite("Two daemons, the command line between them", .timeLimit(.minutes(5)))
    struct ExchangeTests {
        @Test("a notice is stored, receipted, acknowledged, and the sender holds the proof")
        func wholeExchange() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let notice = Programs.root.appendingPathComponent("Docs/Examples/incident.json").path
                let sent = try await pair.alpha.desk(
                    "send", "beta.example", "--channel", "csirt", "--precedence", "immediate", "--tlp", "amber",
                    "--kind",
                    "notice", "--file", notice, "--ack-by", "30m", "--wait", "receipt", "--json")
                try #require(sent.status == 0, "\(sent.errors)")
                let id = try #require(
                    try await pair.alpha.client.messages(MessageQuery(box: .outbox)).messages.first?.id)
                let acknowledged = try await pair.beta.desk(
                    "ack", id, "--as", "Officer Berger", "--decision", "accepted", "--note", "we look")
                #expect(acknowledged.status == 0, "\(acknowledged.errors)")
                let shown = try await pair.alpha.client.wait(patiently: id, until: .acknowledgement)
                #expect(shown.state == .acknowledged)
                #expect(shown.acknowledgements.map(\.officer) == ["Officer Berger"])
                #expect(shown.acknowledgements.map(\.decision) == ["accepted"])
                #expect(shown.receipt?.verified == true)
                #expect(try await Offline.verifies(id, sentBy: pair.alpha, to: pair.beta))
            }
        }

        @Test("a message sent while the other daemon is down arrives when it is back")
        func survivesAbsence() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let request = try SubmitRequest.text("while you were away")
                #expect(try await pair.alpha.client.submit(request).reply.message.state == .queued)
                try await pair.beta.start()
                let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                #expect(shown.state == .receipted)
                #expect(try await pair.beta.client.message(id: request.messageID).text == "while you were away")
            }
        }

        @Test("a retry with the same id is answered the same and never doubles; other content is a conflict")
        func retries() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let request = try SubmitRequest.text("once")
                let first = try await pair.alpha.client.submit(request)
                let again = try await pair.alpha.client.submit(request)
                #expect(first.isNew && !again.isNew)
                #expect(first.reply.message.digest == again.reply.message.digest)
                var other = request
                other.text = "twice"
                await #expect(throws: ControlClientError.self) { try await pair.alpha.client.submit(other) }
                _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                #expect(try await pair.beta.client.messages(MessageQuery(box: .inbox)).messages.count == 1)
            }
        }

        @Test("a body of several chunks arrives whole", arguments: [0, 1, 16_383, 16_384, 16_385, 3_000_000])
        func bodies(size: Int) async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let content = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
                let request = SubmitRequest(
                    messageID: "\(try MessageID.fresh())", peer: "beta.example", channel: "nrrc", precedence: "flash",
                    kind: "message", tlp: "red", mediaType: "application/octet-stream",
                    bodyBase64: content.base64EncodedString())
                _ = try await pair.alpha.client.submit(request)
                let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                #expect(shown.state == .receipted)
                #expect(try await pair.beta.client.body(id: request.messageID).bytes == Array(content))
            }
        }

        @Test("an acknowledgement that does not come in time raises the alarm on both sides")
        func overdue() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                var request = try SubmitRequest.text("answer at once")
                request.acknowledgeBySeconds = 1
                _ = try await pair.alpha.client.submit(request)
                for node in [pair.alpha, pair.beta] {
                    try #require(await node.daemon?.hasLogged("acknowledgement overdue") == true)
                    #expect(try await node.client.status().lines.first?.overdue == 1)
                    #expect(try await node.client.message(id: request.messageID).overdue)
                }
                _ = try await pair.beta.desk("ack", request.messageID, "--as", "late", "--decision", "accepted")
                _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .acknowledgement)
                #expect(try await pair.alpha.client.status().lines.first?.overdue == 0)
            }
        }

        @Test("either side may dial: with a route on one side only the line comes up", arguments: [true, false])
        func oneSidedRoutes(alphaDials: Bool) async throws {
            try await Pair.with { pair in
                let silent = alphaDials ? pair.beta : pair.alpha
                let other = alphaDials ? pair.alpha : pair.beta
                let changed = try await silent.desk("peer", "add", "\(try other.keyLine())")
                try #require(changed.status == 0, "\(changed.errors)")
                try await pair.startBoth()
                let request = try SubmitRequest.text("one route is enough")
                _ = try await pair.alpha.client.submit(request)
                let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                #expect(shown.state == .receipted)
            }
        }

        @Test("the logs of both sides hold the same statements")
        func sameStatements() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                for number in 0..<10 {
                    let request = try SubmitRequest.text("\(number)")
                    _ = try await pair.alpha.client.submit(request)
                    _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                }
                let (left, right) = try await (Logs.statements(of: pair.alpha), Logs.statements(of: pair.beta))
                #expect(left.count == 10)
                #expect(Set(left.map(\.leafHash)) == Set(right.map(\.leafHash)))
            }
        }
    }
}
