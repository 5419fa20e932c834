import Foundation
import HotlineControl
import Testing

extension Integration {
    /// The order of system calls, seen from outside with strace.
    @Suite(
        "Durable before spoken", .timeLimit(.minutes(5)),
        .enabled(if: Programs.strace != nil, "strace is not installed"))
    struct DurabilityTests {
        private static let delay: Duration = .milliseconds(400)

        private static func slowSync() throws -> [String] {
            let strace = try #require(Programs.strace)
            return [
                strace, "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e",
                "inject=fsync,fdatasync:delay_enter=400000",
            ]
        }

        @Test("a submit is answered only after an fsync: where each takes 400 ms, so does each answer")
        func submitWaits() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start(wrapper: Self.slowSync())
                for _ in 0..<3 {
                    let request = try SubmitRequest.text("slow disk")
                    let took = try await ContinuousClock().measure { _ = try await pair.alpha.client.submit(request) }
                    #expect(took >= Self.delay)
                }
            }
        }

        @Test("a receipt comes only after an fsync of the receiver: where each takes 400 ms, so does each receipt")
        func receiptWaits() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                try await pair.beta.start(wrapper: Self.slowSync())
                try await Self.warmUp(pair)
                for _ in 0..<3 {
                    let request = try SubmitRequest.text("slow disk over there")
                    _ = try await pair.alpha.client.submit(request)
                    let took = try await ContinuousClock().measure {
                        _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                    }
                    #expect(took >= Self.delay * 0.9)
                }
            }
        }

        @Test("every answered submit and every receipt had an fsync of its own or of its batch before it")
        func counted() async throws {
            let count = 10
            try await Pair.with { pair in
                let strace = try #require(Programs.strace)
                let files = ["\(pair.scratch)/alpha.strace", "\(pair.scratch)/beta.strace"]
                let wrapper = { (file: String) in
                    [strace, "-D", "-f", "-qq", "-o", file, "-e", "trace=fsync,fdatasync"]
                }
                try await pair.alpha.start(wrapper: wrapper(files[0]))
                try await pair.beta.start(wrapper: wrapper(files[1]))
                try await Self.warmUp(pair)
                let before = try files.map(Self.syncs)
                for number in 0..<count {
                    let request = try SubmitRequest.text("\(number)")
                    _ = try await pair.alpha.client.submit(request)
                    _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                }
                let after = try files.map(Self.syncs)
                // The sender syncs for the submit and for the receipt, the receiver for the statement.
                #expect(after[0] - before[0] >= 2 * count)
                #expect(after[1] - before[1] >= count)
            }
        }

        @Test("after a failed fsync the process ends with status 74 and answers nothing; a restart recovers")
        func failedSync() async throws {
            try await Pair.with { pair in
                let strace = try #require(Programs.strace)
                let wrapper = [
                    strace, "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e",
                    "inject=fdatasync,fsync:error=EIO:when=40+",
                ]
                try await pair.alpha.start(wrapper: wrapper)
                let daemon = try #require(await pair.alpha.daemon)
                var answered: [String] = []
                do {
                    for number in 0..<100 {
                        let request = try SubmitRequest.text("\(number)")
                        _ = try await pair.alpha.client.submit(request)
                        answered.append(request.messageID)
                    }
                    Issue.record("a submit was answered although its fsync failed")
                } catch let error as ControlClientError {
                    #expect(error == .closed || error.isTransient)
                }
                #expect(await daemon.waitForEnd() == 74)
                try await pair.startBoth()
                for id in answered {
                    #expect(try await pair.alpha.client.wait(patiently: id, until: .receipt).state == .receipted)
                }
            }
        }

        /// The line is up, its first message is through.
        private static func warmUp(_ pair: Pair) async throws {
            let request = try SubmitRequest.text("first")
            _ = try await pair.alpha.client.submit(request)
            let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
            try #require(shown.state == .receipted)
        }

        private static func syncs(in file: String) throws -> Int {
            try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").count { line in
                line.contains("sync(") && !line.contains("resumed")
            }
        }
    }
}
