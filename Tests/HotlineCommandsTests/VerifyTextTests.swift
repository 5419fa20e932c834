import HotlineControl
import Testing

@testable import HotlineCommands

/// What an audit found, as it is shown.
@Suite("Results of an audit")
struct VerifyTextTests {
    @Test("status shows the newest background audit in words")
    func status() {
        var status = Samples.status
        #expect(!StatusText.text(status, .plain).contains("verified,"))
        status.audit = AuditStatus(verdict: .whole, finishedAt: "2026-11-21T22:04:05.123Z", entries: 12)
        #expect(StatusText.text(status, .plain).contains("whole: 12 entries verified, 2026-11-21 22:04:05.123 UTC"))
        status.audit = AuditStatus(
            verdict: .broken, finishedAt: "2026-11-21T22:04:05.123Z", entries: 3, reason: "leaf 4\u{1B}[2J: x",
            meaning: "It was changed.")
        let text = StatusText.text(status, .plain)
        #expect(text.contains("BROKEN") && text.contains("It was changed."))
        #expect(!text.contains("\u{1B}"))
    }

    @Test("a home without a database could not be checked, and says why", arguments: [false, true])
    func noDatabase(isJSON: Bool) async throws {
        try await TemporaryHome.with { home in
            let result = await Terminal().run(["audit", "verify", "--home", home] + (isJSON ? ["--json"] : []))
            #expect(result.status == 8)
            #expect(result.output.contains(isJSON ? #""verdict":"unchecked""# : "could not be checked"))
            #expect(result.errors.contains("could not check"))
        }
    }

    @Test("a key line that is none is refused")
    func badKey() async throws {
        try await TemporaryHome.with { home in
            let result = await Terminal().run(["audit", "verify", "--key", "beta+00+x", "--home", home])
            #expect(result.status == 1 && result.errors.contains("key line is refused"))
        }
    }
}
