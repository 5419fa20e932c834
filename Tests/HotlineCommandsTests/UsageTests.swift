import Testing

@testable import HotlineCommands

@Suite("Usage errors")
struct UsageTests {
    @Test("what was typed or pasted comes back escaped, also in the parser's own words")
    func usage() async {
        let pasted = "\u{1B}]0;pasted\u{7}\u{202E}"
        for arguments in [["show", pasted], ["watch", "--\(pasted)"], ["send", pasted, "x"], [pasted]] {
            let outcome = await Terminal().run(arguments)
            #expect(outcome.status != 0)
            let text = (outcome.output + outcome.errors).unicodeScalars
            #expect(text.allSatisfy { $0 == "\n" || TerminalText.isVisible($0) }, "\(arguments)")
        }
    }
}
