import Testing

@Suite("What reaches a terminal")
struct TerminalRuleTests {
    @Test("a command says nothing of others that did not pass the one function that escapes")
    func commands() throws {
        let files = Repository.swiftFiles(under: "Sources/HotlineCommands")
        #expect(files.count > 20)
        for file in files {
            let lines = TerminalRules.unescaped(try #require(Repository.sources[file]))
            #expect(lines.isEmpty, "\(file) says something unescaped in line \(lines)")
        }
    }

    @Test(
        "what is not escaped is found, and nothing else",
        arguments: [
            (#"console.note("hello")"#, 0), (#"console.note("hello \(name)")"#, 1), (#"console.say(peer.name)"#, 1),
            (#"console.note("a \(TerminalText.escape(name)) b")"#, 0), (#"console.say(TerminalText.escape(name))"#, 0),
            ("console.note(\n  \"a \\(name)\"\n)", 1), ("console.note(\n  \"a\"\n)\nlet b = \"\\(name)\"", 0),
            (#"progress.say("waiting for \(name)")"#, 0), (#"// console.say(name)"#, 0),
        ])
    func forms(_ text: String, _ count: Int) {
        #expect(TerminalRules.unescaped(SwiftSource(text)).count == count)
    }
}
