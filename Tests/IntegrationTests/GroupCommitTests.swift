import Foundation
import HotlineControl
import HotlineProtocol
import Testing

extension Integration {
    /// How many fsyncs and signatures real daemons need, seen from outside with strace.
    @Suite(
        "Group commit between daemons", .timeLimit(.minutes(5)),
        .enabled(if: Programs.strace != nil, "strace is not installed"))
    struct GroupCommitTests {
        private static let count = 64
        private static let most = 10

        /// A daemon whose fsyncs are written to a file; each of them takes that long.
        private static func traced(_ file: String, delay: Duration? = nil) throws -> [String] {
            let strace = try #require(Programs.strace)
            let slow = delay.map { ["-e", "inject=fsync,fdatasync:delay_enter=\($0 / .microseconds(1))"] } ?? []
            return [strace, "-D", "-f", "-qq", "-o", file, "-e", "trace=fsync,fdatasync"] + slow
        }

        private static func syncs(in files: [String]) throws -> [Int] {
            try files.map { file in
                try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").count { line in
                    line.contains("sync(") && !line.contains("resumed")
                }
            }
        }

        /// Both daemons under strace, with the line up, its first message through, and both logs cosigned: the cosignatures of
        /// a session take fsyncs of their own, half a second after its HELLO.
        private static func with(
            delay: Duration? = nil, _ body: (Pair, [String]) async throws -> Void
        ) async throws {
            try await Pair.with { pair in
                let files = ["\(pair.scratch)/alpha.strace", "\(pair.scratch)/beta.strace"]
                try await pair.alpha.start(wrapper: traced(files[0], delay: delay))
                try await pair.beta.start(wrapper: traced(files[1], delay: delay))
                try await through(pair)
                for node in [pair.alpha, pair.beta] {
                    try #require(await node.daemon?.hasLogged("checkpoint cosigned by the peer") == true)
                }
                try await body(pair, files)
            }
        }

        @discardableResult
        private static func through(_ pair: Pair) async throws -> String {
            let request = try SubmitRequest.text("one")
            _ = try await pair.alpha.client.submit(request)
            let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
            try #require(shown.state == .receipted)
            return request.messageID
        }

        @Test("a message alone takes one fsync to be said, one to arrive, and one for its receipt")
        func alone() async throws {
            try await Self.with { pair, files in
                for _ in 0..<5 {
                    let before = try Self.syncs(in: files)
                    try await Self.through(pair)
                    let after = try Self.syncs(in: files)
                    #expect(zip(after, before).map { $0 - $1 } == [2, 1])
                }
            }
        }

        @Test("64 messages at once on slow disks take few fsyncs on either side, and no more signatures than batches")
        func atOnce() async throws {
            try await Self.with(delay: .milliseconds(300)) { pair, files in
                let before = try Self.syncs(in: files)
                let requests = try (0..<Self.count).map { try SubmitRequest.text("\($0)") }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for request in requests {
                        group.addTask {
                            _ = try await pair.alpha.client.submit(request)
                            let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                            #expect(shown.state == .receipted)
                        }
                    }
                    try await group.waitForAll()
                }
                let after = try Self.syncs(in: files)
                let (sender, receiver) = (after[0] - before[0], after[1] - before[1])
                #expect((2...Self.most).contains(sender) && (1...Self.most).contains(receiver))
                // One head a batch, and every receipt of it with that head's one time and signature.
                var heads: [UInt64: Set<[UInt8]>] = [:]
                for request in requests {
                    let head = try await Offline.head(of: request.messageID, from: pair.alpha, by: pair.beta)
                    heads[head.head.size, default: []].insert(head.bytes)
                }
                #expect(heads.values.allSatisfy { $0.count == 1 } && heads.count <= receiver)
            }
        }
    }
}
