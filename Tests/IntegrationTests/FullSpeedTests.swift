import Foundation
import HotlineControl
import HotlineProtocol
import Testing

extension Integration {
    /// Both sides send all they can at once, and both disks are slow (invariant 7).
    @Suite(
        "Full speed in both directions", .timeLimit(.minutes(5)),
        .enabled(if: Programs.strace != nil, "strace is not installed"))
    struct FullSpeedTests {
        private static let mebibyte = 1024 * 1024
        private static let small = 600
        /// What a daemon may grow by: twice the 43 MiB that were measured in a debug build.
        private static let allowance = 88 * mebibyte

        @Test(
            "600 small messages and two of 4 MiB each way over disks that take 50 ms for an fsync: all get their receipts"
        )
        func both() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start(wrapper: Self.slowDisk())
                try await pair.beta.start(wrapper: Self.slowDisk())
                let sides = [(pair.alpha, pair.beta), (pair.beta, pair.alpha)]
                for (from, to) in sides { _ = try await HostilePeerTests.send(from: from, to: to.name) }
                let before = try await Self.peaks(pair)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (from, to) in sides { group.addTask { try await Self.say(from, to) } }
                    try await group.waitForAll()
                }
                for (peak, start) in zip(try await Self.peaks(pair), before) {
                    #expect(peak - start < Self.allowance, "grew by \((peak - start) / Self.mebibyte) MiB")
                }
            }
        }

        private static func slowDisk() throws -> [String] {
            let strace = try #require(Programs.strace)
            return [
                strace, "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e",
                "inject=fsync,fdatasync:delay_enter=50000",
            ]
        }

        private static func peaks(_ pair: Pair) async throws -> [Int] {
            [
                try Memory.peak(of: try #require(await pair.alpha.daemon).processID),
                try Memory.peak(of: try #require(await pair.beta.daemon).processID),
            ]
        }

        /// The small ones by eight clients in eight streams, the long ones in two more beside them.
        private static func say(_ from: TestNode, _ to: TestNode) async throws {
            let sent = try await withThrowingTaskGroup(of: [String].self) { group in
                for client in 0..<8 {
                    group.addTask { try await Self.saySmall(client, from, to) }
                }
                for channel in ["csirt", "nrrc"] {
                    group.addTask { [try await Self.sayLong(channel, from, to)] }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(sent.count == small + 2)
            for id in sent {
                let shown = try await from.client.wait(patiently: id, until: .receipt)
                try #require(shown.receipt?.verified == true, "\(id) has no receipt")
            }
        }

        private static func saySmall(_ client: Int, _ from: TestNode, _ to: TestNode) async throws -> [String] {
            var sent: [String] = []
            for number in 0..<(small / 8) {
                let text = "\(client)/\(number) " + String(repeating: "x", count: 1000)
                let request = try SubmitRequest.text(
                    text, to: to.name, channel: client < 4 ? "csirt" : "nrrc",
                    precedence: Precedence.allCases[client % 4].description)
                _ = try await from.client.submit(request)
                sent.append(request.messageID)
            }
            return sent
        }

        private static func sayLong(_ channel: String, _ from: TestNode, _ to: TestNode) async throws -> String {
            var request = try SubmitRequest.bytes(4 * mebibyte, channel: channel).request
            request.peer = to.name
            _ = try await from.client.submit(request)
            return request.messageID
        }
    }
}
