import Testing

@Suite("Minting")
struct MintingTests {
    @Test("a value that stands for a checked fact is made only where the table allows")
    func table() throws {
        for file in Repository.swiftFiles(under: "Sources") {
            let source = try #require(Repository.sources[file])
            for rule in MintingRule.table {
                let lines = rule.violations(in: source, file: file)
                #expect(lines.isEmpty, "\(file) calls \(rule.call) in line \(lines)")
            }
        }
    }

    @Test("every file of the table exists and makes the value, so that no row outlives its reason")
    func rows() throws {
        for rule in MintingRule.table {
            for file in rule.allowedFiles {
                let source = try #require(Repository.sources[file])
                let closed = MintingRule(call: rule.call, allowedFiles: [])
                #expect(!closed.violations(in: source, file: file).isEmpty, "\(file) does not call \(rule.call)")
            }
        }
    }

    @Test(
        "a call is found in code, not in comments, strings or longer names",
        arguments: [
            ("let x = Durable(row)", [1]), ("f(Durable(row))", [1]), ("// Durable(row)", []), ("\"Durable(row)\"", []),
            ("NotDurable(row)", []), ("\nreturn Store.Durable(row)", [2]), ("Durable.self", []),
        ] as [(String, [Int])])
    func mechanism(_ text: String, _ lines: [Int]) {
        let rule = MintingRule(call: "Durable(", allowedFiles: ["Sources/Store/Commit.swift"])
        #expect(rule.violations(in: SwiftSource(text), file: "Sources/Other.swift") == lines)
        #expect(rule.violations(in: SwiftSource(text), file: "Sources/Store/Commit.swift").isEmpty)
    }
}
