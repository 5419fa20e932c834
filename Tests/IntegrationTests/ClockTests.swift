import Foundation
import HotlineControl
import Testing

extension Integration {
    /// A clock that is years off at one side (libfaketime; the monotonic clock stays true).
    @Suite(
        "A clock years off", .timeLimit(.minutes(5)), .enabled(if: Clock.library != nil, "libfaketime is not installed")
    )
    struct ClockTests {
        private static let tenYears = 10 * 365 * 86_400

        @Test("message, receipt and acknowledgement pass, and the skew is shown", arguments: [1, -1])
        func exchange(sign: Int) async throws {
            try await Pair.with { pair in
                let offset = "\(sign < 0 ? "-" : "+")\(Self.tenYears)s"
                try await pair.alpha.start()
                // Not the program `faketime`, which stays as the parent, so that signals would not reach the daemon. The
                // library changes the environment before Swift looks for its arguments beside it: the home is named there.
                try await pair.beta.start(wrapper: [
                    "/usr/bin/env", "HOTLINE_HOME=\(pair.beta.home)", "LD_PRELOAD=\(try #require(Clock.library))",
                    "FAKETIME=\(offset)", "FAKETIME_DONT_FAKE_MONOTONIC=1",
                ])
                for (from, to) in [(pair.alpha, pair.beta), (pair.beta, pair.alpha)] {
                    let request = try SubmitRequest.text("whatever the time", to: to.name)
                    _ = try await from.client.submit(request)
                    let sent = try await from.client.wait(patiently: request.messageID, until: .receipt)
                    #expect(sent.receipt?.verified == true)
                    let answered = try await to.desk("ack", request.messageID, "--as", "desk", "--decision", "accepted")
                    #expect(answered.status == 0, "\(answered.errors)")
                    let shown = try await from.client.wait(patiently: request.messageID, until: .acknowledgement)
                    #expect(shown.acknowledgements.first?.decision == "accepted" && !shown.overdue)
                }
                let skew = try #require(try await pair.alpha.client.status().lines.first?.clockSkewSeconds)
                #expect(abs(skew - sign * Self.tenYears) < 60)
                let status = try await pair.alpha.desk("status")
                #expect(status.output.contains("\(sign > 0 ? "+" : "")\(skew)s"))
            }
        }
    }
}

private enum Clock {
    /// libfaketime for programs of several threads, where Debian's package has it.
    static let library = ["x86_64", "aarch64"].map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketimeMT.so.1" }
        .first { FileManager.default.fileExists(atPath: $0) }
}
