import Foundation
import HotlineControl
import HotlineCrypto
import Testing

extension Integration {
    @Suite("Erasing with running daemons", .timeLimit(.minutes(5)))
    struct EraseTests {
        @Test("erased on both sides, the bytes are gone, also after a kill, and every receipt still verifies")
        func erase() async throws {
            try await Pair.with { pair in
                let marks = (short: try Self.mark(), long: try Self.mark(), asking: try Self.mark())
                try await pair.alpha.start()
                let short = try SubmitRequest.text("one \(marks.short)")
                let filling = String(repeating: "filling ", count: 100_000)
                let long = try SubmitRequest.text("\(marks.long) \(filling) \(marks.long)")
                for request in [short, long] { _ = try await pair.alpha.client.submit(request) }
                try await Self.expectRefused(short.messageID, at: pair.alpha, "no receipt yet")
                try await pair.beta.start()
                var asking = try SubmitRequest.text("please decide \(marks.asking)")
                asking.acknowledgeBySeconds = 600
                _ = try await pair.alpha.client.submit(asking)
                let ids = [short, long, asking].map(\.messageID)
                for id in ids {
                    let shown = try await pair.alpha.client.wait(patiently: id, until: .receipt)
                    try #require(shown.receipt?.verified == true)
                }
                for node in [pair.alpha, pair.beta] {
                    try await Self.expectRefused(asking.messageID, at: node, "awaited until")
                }
                let decided = try await pair.beta.desk(
                    "ack", asking.messageID, "--as", "B", "--decision", "accepted", "--note", "seen")
                try #require(decided.status == 0, "\(decided.errors)")
                _ = try await pair.alpha.client.wait(patiently: asking.messageID, until: .acknowledgement)

                for node in [pair.alpha, pair.beta] {
                    #expect(try Self.found([marks.short, marks.long, marks.asking], at: node) == 3)
                    let erased = try await node.desk(
                        "erase", ids[0], ids[1], ids[2], "--officer", "A. Ivanova", "--reason", "request 17")
                    #expect(erased.status == 0, "\(erased.errors)")
                    await node.kill()
                    #expect(try Self.found([marks.short, marks.long, marks.asking], at: node) == 0)
                    try await node.start()
                    #expect(try Self.found([marks.short, marks.long, marks.asking], at: node) == 0)
                    try await Self.expectErased(ids, at: node)
                }
                for id in ids { #expect(try await Offline.verifies(id, sentBy: pair.alpha, to: pair.beta)) }
                let after = try SubmitRequest.text("the line goes on")
                _ = try await pair.alpha.client.submit(after)
                let shown = try await pair.alpha.client.wait(patiently: after.messageID, until: .receipt)
                #expect(shown.state == .receipted)
            }
        }

        private static func mark() throws -> String { Hex.encode(try secureRandomBytes(16)) }

        /// How many of the marks are in the node's database or its write-ahead log.
        private static func found(_ marks: [String], at node: TestNode) throws -> Int {
            let files = ["hotline.db", "hotline.db-wal"].map { "\(node.home)/\($0)" }
                .filter { FileManager.default.fileExists(atPath: $0) }
            let contents = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
            return marks.count { mark in contents.contains { $0.range(of: Data(mark.utf8)) != nil } }
        }

        private static func expectRefused(_ id: String, at node: TestNode, _ words: String) async throws {
            let refused = try await node.desk("erase", id, "--officer", "A. Ivanova")
            #expect(refused.status == 1 && refused.errors.contains(words), "\(refused.errors)")
            #expect(try await node.client.message(id: id).erasure == nil)
            #expect(try await node.client.body(id: id).bytes.isEmpty == false)
        }

        private static func expectErased(_ ids: [String], at node: TestNode) async throws {
            for id in ids {
                let message = try await node.client.message(id: id)
                #expect(message.erasure?.state == .erased && message.erasure?.note == "request 17")
                #expect(message.text == nil)
                let failure = await #expect(throws: ControlClientError.self) { try await node.client.body(id: id) }
                #expect("\(String(describing: failure))".contains("was erased at"))
                #expect(try await node.client.erase(id: id, EraseRequest(officer: "Another")).isNew == false)
            }
            let shown = try await node.desk("show", ids[0])
            #expect(shown.output.contains("by A. Ivanova: request 17"), "\(shown.output)")
            let box = try await node.desk(node.name.hasPrefix("alpha") ? "outbox" : "inbox")
            #expect(box.output.components(separatedBy: ", erased").count == 4, "\(box.output)")
            let peer = node.name.hasPrefix("alpha") ? "beta.example" : "alpha.example"
            let log = try await node.client.log(LogQuery(peer: peer, limit: 500))
            let records = log.entries.compactMap(\.erasure)
            #expect(records.count == 3 && records.allSatisfy { $0.officer == "A. Ivanova" })
        }
    }
}
