import Testing

@Suite("Source rules")
struct SourceRuleTests {
    private static let sources = Repository.swiftFiles(under: "Sources")
    private static let tests = Repository.swiftFiles(under: "Tests")
    private static let benchmarks = Repository.swiftFiles(under: "Benchmarks")

    private func check(_ files: [String], _ rule: (SwiftSource) -> [Int], _ what: String) throws {
        for file in files {
            let numbers = rule(try #require(Repository.sources[file]))
            #expect(numbers.isEmpty, "\(file) has \(what) line \(numbers.map(String.init).joined(separator: ", "))")
        }
    }

    @Test("the rules find sources to read")
    func reads() {
        #expect(Self.sources.count > 10)
        #expect(Self.tests.count > 10)
        #expect(Self.benchmarks.count > 10)
    }

    @Test("product code does not trap on purpose")
    func traps() throws {
        try check(Self.sources + Self.benchmarks, SourceRules.traps, "a trap in")
    }

    @Test("every unchecked promise to the compiler has its proof beside it")
    func proofs() throws {
        try check(Self.sources + Self.benchmarks, SourceRules.unproved, "an unchecked promise without a comment in")
    }

    @Test("nothing is left for later in a comment")
    func leftovers() throws {
        try check(Self.sources + Self.benchmarks, SourceRules.leftovers, "work left over in")
    }

    @Test("no Swift file is longer than the limit")
    func length() throws {
        let limit = SourceRules.maximumLines
        let rule: (SwiftSource) -> [Int] = { $0.lines.count > limit + 1 ? [$0.lines.count] : [] }
        try check(Self.sources + Self.tests + Self.benchmarks, rule, "too many lines: its last is")
    }

    @Test("tests do not sleep")
    func sleeps() throws {
        try check(Self.tests.filter { !SourceRules.maySleep.contains($0) }, SourceRules.sleeps, "a sleep in")
    }

    @Test("a file that may sleep exists")
    func sleepers() {
        #expect(SourceRules.maySleep.isSubset(of: Self.tests))
    }

    @Test(
        "a trap is found, and what only looks like one is not",
        arguments: [
            ("try! f()", 1), ("x as! Int", 1), ("x!.y", 1), ("f()!", 1), ("a[0]!", 1), ("var x: Int!", 1),
            ("fatalError(\"x\")", 1), ("a != b", 0), ("if !a { }", 0), ("f(!a)", 0), ("\"wow!\"", 0), ("// no!", 0),
            ("a! != b", 1), ("precondition(x)", 0), ("[Int]! ", 1), ("/* try! */ f()", 0),
        ])
    func trapForms(_ text: String, _ count: Int) {
        #expect(SourceRules.traps(SwiftSource(text)).count == count)
    }

    @Test("a promise without a comment is found, one with a comment is not")
    func promiseForms() {
        let bare = "final class A: @unchecked Sendable {}"
        #expect(SourceRules.unproved(SwiftSource(bare)) == [1])
        #expect(SourceRules.unproved(SwiftSource("/// Never changed after init.\n" + bare)).isEmpty)
        #expect(SourceRules.unproved(SwiftSource("// far\n\n\n\n\n\n" + bare)) == [7])
    }

    @Test(
        "a sleep is found in code only",
        arguments: [("try await Task.sleep(for: x)", 1), ("usleep(1)", 1), ("// sleep(1)", 0), ("oversleep(1)", 0)])
    func sleepForms(_ text: String, _ count: Int) {
        #expect(SourceRules.sleeps(SwiftSource(text)).count == count)
    }
}
