import Foundation
import HotlineControl
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import Testing

extension Integration {
    /// A peer with the right key that sends all it may, or more, or reads nothing. The other line is served meanwhile, and
    /// the daemon's memory stays within what the limits allow.
    @Suite("A peer that floods", .timeLimit(.minutes(5)))
    struct FloodTests {
        private static let mebibyte = 1024 * 1024
        /// What the daemon may grow by for one peer, in a debug build: twice the 19 MiB that were measured for 32 MiB of bodies.
        private static let allowance = 40 * mebibyte

        @Test("a full grant of small statements, receipts unread, is taken, and the other line is served meanwhile")
        func statements() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let gamma = try await ScriptedPeer(at: pair.alpha)
                let count = Int(Limits.creditMessages)
                try await Self.bounded(pair, Self.allowance / 4) {
                    try await gamma.greet().stopReading()
                    try await gamma.sayUnread(try (1...count).map { try Sample.submission(UInt64($0)) })
                    try await Self.serveOther(pair)
                }
                try await gamma.greet()
                try await gamma.behave { $0.unreceipted.isEmpty }
                #expect(try await Self.received(pair, from: gamma) == count)
            }
        }

        @Test("32 MiB of bodies that all stop before their last chunk are kept waiting, and the other line is served")
        func bodies() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let gamma = try await ScriptedPeer(at: pair.alpha)
                try await Self.bounded(pair, Self.allowance) {
                    try await gamma.greet().stopReading()
                    try await gamma.sayAllButTheEnd(streams: 8, size: 4 * Self.mebibyte - 8192)
                    try await Self.serveOther(pair)
                }
                #expect(try await Self.received(pair, from: gamma) == 0)
                try await gamma.greet()
                try await gamma.behave { $0.unreceipted.isEmpty }
                #expect(try await Self.received(pair, from: gamma) == 8)
            }
        }

        @Test("a length of 4 GiB is refused before anything is kept for it, though the bytes come")
        func length() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let gamma = try await ScriptedPeer(at: pair.alpha)
                try await Self.bounded(pair, 48 * Self.mebibyte) {
                    for prefix: [UInt8] in [[0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0, 1, 0x80, 1]] {
                        let wire = try await gamma.greet()
                        wire.pour(prefix + [UInt8](repeating: 0, count: 4 * Self.mebibyte))
                        #expect(try await gamma.farewell() == .error(.violation))
                    }
                    try await Self.serveOther(pair)
                }
            }
        }

        @Test("a peer that reads nothing is closed by name after its time, and gets what it missed when it reads again")
        func deaf() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let gamma = try await ScriptedPeer(at: pair.alpha)
                try await gamma.greet().stopReading()
                let large = SubmitRequest(
                    messageID: "\(try MessageID.fresh())", peer: gamma.name, channel: "csirt",
                    precedence: "routine", kind: "message", tlp: "amber", mediaType: "application/octet-stream",
                    bodyBase64: Data(count: 4 * Self.mebibyte).base64EncodedString())
                _ = try await pair.alpha.client.submit(large)
                try await Self.serveOther(pair)
                #expect(await pair.alpha.daemon?.hasLogged("taking a frame took too long") == true)
                let line = try await pair.alpha.client.status().lines.first { $0.peer == gamma.name }
                #expect(line?.state == .disconnected && line?.lastError == "taking a frame took too long")
                try await gamma.greet()
                try await gamma.behave { $0.delivered.count == 1 && !$0.hasUncommitted }
                let shown = try await pair.alpha.client.wait(patiently: large.messageID, until: .receipt)
                #expect(shown.receipt?.verified == true)
            }
        }

        @Test("somebody with a key that is not pinned gets no HELLO, whatever the name in his certificate")
        func unpinned() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let gamma = try await ScriptedPeer(at: pair.alpha)
                let key = try SigningKey(seed: [UInt8](repeating: 0x77, count: 32))
                for name in [gamma.name, "beta.example", "alpha.example"] {
                    let wire = try await Wire(
                        port: pair.alpha.port, as: (try #require(NodeName(name)), key),
                        to: try pair.alpha.keyLine().key)
                    wire.pour([0xFF, 0xFF, 0xFF, 0xFF])
                    #expect(await wire.read() == nil)
                }
                try await Self.serveOther(pair)
            }
        }

        /// Runs it, and holds the growth of alpha's daemon against a bound.
        private static func bounded(_ pair: Pair, _ bound: Int, _ work: () async throws -> Void) async throws {
            let process = try #require(await pair.alpha.daemon).processID
            try await serveOther(pair)
            let before = try Memory.peak(of: process)
            try await work()
            let growth = try Memory.peak(of: process) - before
            #expect(growth < bound, "grew by \(growth / mebibyte) MiB")
        }

        private static func serveOther(_ pair: Pair) async throws {
            let shown = try await HostilePeerTests.send(from: pair.beta, to: "alpha.example")
            try #require(shown.receipt?.verified == true)
        }

        private static func received(_ pair: Pair, from gamma: ScriptedPeer) async throws -> Int {
            var (count, page): (Int, String?) = (0, nil)
            repeat {
                let query = MessageQuery(box: .inbox, peer: gamma.name, limit: 500, before: page)
                let found = try await pair.alpha.client.messages(query)
                (count, page) = (count + found.messages.count, found.next)
            } while page != nil
            return count
        }
    }
}

extension ScriptedPeer {
    /// Says it all and reads nothing.
    func sayUnread(_ submissions: [Submission]) async throws {
        for frame in try frames(saying: submissions) { try await send(frame) }
    }

    /// Bodies of this size in so many streams, each without its last chunk.
    func sayAllButTheEnd(streams: Int, size: Int) async throws {
        for number in 0..<streams {
            let stream = try Sample.stream(
                number < 4 ? "csirt" : "nrrc", Sample.need(Precedence(rawValue: UInt8(number % 4))))
            let said = try frames(saying: [try Sample.submission(UInt64(number + 1), stream: stream, size: size)])
            for frame in said.dropLast() { try await send(frame) }
        }
    }
}
