import HotlineControl
import Testing

@testable import HotlineCommands

@Suite("Checkpoints and evidence at the desk")
struct EvidenceCommandTests {
    @Test("what a hostile peer's name or reason holds shows and does nothing")
    func hostileText() {
        let item = EvidenceItem(
            peer: "beta\u{1B}[2J", peerKeyLine: "k", reason: "a\u{202E}b\nPROVEN", at: "2026-11-21T22:10:00.000Z",
            objects: ["AA=="])
        let list = EvidenceList(node: "k", items: [item])
        let report = EvidenceFile(list: list).check(keys: [])
        for text in [EvidenceText.list(list, .plain), EvidenceText.report(report, .plain)] {
            #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
            #expect(!text.split(separator: "\n").contains("PROVEN"))
        }
    }

    @Test("a check without keys, a file of another form, and a check with an output are refused")
    func refused() async throws {
        let terminal = Terminal()
        #expect(await terminal.run(["audit", "evidence", "--check", "x"]).status == 64)
        #expect(await terminal.run(["audit", "evidence", "--check", "x", "-o", "y", "--key", "k"]).status == 64)
        #expect(await terminal.run(["audit", "witness", "beta.example", "--timeout", "0"]).status == 64)
        let missing = await terminal.run([
            "audit", "evidence", "--check", "/nowhere", "--key",
            "alpha.example+0ff4bbf3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        ])
        #expect(missing.status == 1)
    }
}
