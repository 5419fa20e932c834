import Foundation
import HotlineControl
import Testing

extension Integration {
    /// A body whose bytes changed on the disk.
    @Suite("A body that cannot be read", .timeLimit(.minutes(5)))
    struct HeldBackTests {
        private static let mark = "a mark that stands nowhere else in the file: 5f0e2b"

        @Test("its stream is held back and named; the other streams go on, and nothing of it is sent")
        func heldBack() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let spoilt = try SubmitRequest.text(Self.mark + String(repeating: ".", count: 500))
                let behind = try SubmitRequest.text("behind it in its stream")
                let flash = try SubmitRequest.text("urgent", precedence: "flash")
                let other = try SubmitRequest.text("another channel", channel: "nrrc")
                for request in [spoilt, behind, flash, other] { _ = try await pair.alpha.client.submit(request) }
                await pair.alpha.stop()
                try Self.spoil(pair.alpha.home + "/hotline.db")

                try await pair.startBoth()
                for request in [flash, other] {
                    let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                    #expect(shown.receipt?.verified == true)
                }
                try #require(await pair.alpha.daemon?.hasLogged("a stream is held back") == true)
                let line = try #require(try await pair.alpha.client.status().lines.first)
                #expect(line.state == .connected && line.queued == 2)
                #expect(line.lastError?.contains(spoilt.messageID) == true, "\(line.lastError ?? "-")")
                #expect(line.lastError?.contains("cannot be read") == true)
                let queued = try await pair.alpha.client.messages(MessageQuery(box: .outbox)).messages
                    .filter { $0.state == .queued }.map(\.id)
                #expect(Set(queued) == [spoilt.messageID, behind.messageID])
                let arrived = try await pair.beta.client.messages(MessageQuery(box: .inbox)).messages.map(\.id)
                #expect(Set(arrived) == [flash.messageID, other.messageID])
            }
        }

        /// Changes one letter of the marked body where it lies in the file, whatever the table.
        private static func spoil(_ file: String) throws {
            var bytes = try #require(FileManager.default.contents(atPath: file))
            let places = bytes.ranges(of: Data(mark.utf8))
            try #require(places.count == 1)
            bytes[places[0].lowerBound] = UInt8(ascii: "A")
            try bytes.write(to: URL(fileURLWithPath: file))
        }
    }
}
