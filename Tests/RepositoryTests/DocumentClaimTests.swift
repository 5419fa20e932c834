import Foundation
import Testing

@Suite("Claims of documents")
struct DocumentClaimTests {
    @Test("every test that Docs/Threats.md names exists in the file that it names")
    func namedTests() throws {
        let claims = Self.namedTests(in: try Repository.text("Docs/Threats.md"))
        #expect(claims.count > 50)
        for claim in claims {
            let files = Repository.files.filter { $0.hasPrefix("Tests/") && $0.hasSuffix("/\(claim.file).swift") }
            let isThere = try files.contains { try Repository.text($0).contains("\"\(claim.test)\"") }
            #expect(isThere, "\(claim.file) has no test \"\(claim.test)\"")
        }
    }

    @Test("a named test is read across the end of a line")
    func namedTestForms() {
        let claims = Self.namedTests(in: "* `ATests`: \"a rule\"\n* `BTests`: \"a rule that is\n  long\"\n`C`: \"no\"")
        #expect(claims.map { "\($0.file) \($0.test)" } == ["ATests a rule", "BTests a rule that is long"])
    }

    @Test("every check of the simulator that Docs/Threats.md names is one that it makes")
    func namedChecks() throws {
        let said = Self.items("Simulator", in: try Repository.text("Docs/Threats.md")).flatMap { item in
            item.matches(of: #/"([^"]+)"/#).map { String($0.1) }
        }
        #expect(said.count > 10)
        let checks = try Repository.swiftFiles(under: "Tests/Simulator").map(Repository.text)
            .flatMap { $0.matches(of: #/Violation\(\s*"(.+?)"\)/#).map { String($0.1) } }
        for words in said { #expect(checks.contains { $0.contains(words) }, "the simulator never says \"\(words)\"") }
    }

    @Test("every kind of fault that Docs/Threats.md names is one of the torture's")
    func namedFaults() throws {
        let named = Self.items("Torture", in: try Repository.text("Docs/Threats.md")).flatMap { item in
            item.matches(of: #/`([a-z-]+)`/#).map { String($0.1) }
        }
        #expect(named.count > 40)
        let scripts = Repository.files.filter { $0.hasPrefix("Tests/Torture/strikes_") }
        let kinds = try Set(
            scripts.map(Repository.text).flatMap { $0.matches(of: #/@kind\(\s*"([a-z-]+)"/#).map { String($0.1) } })
        for name in named { #expect(kinds.contains(name), "the torture has no kind \(name)") }
    }

    @Test("every link of a document leads to a file of the repository")
    func links() throws {
        for document in Repository.files where document.hasSuffix(".md") {
            let folder = document.split(separator: "/").dropLast().map { $0 + "/" }.joined()
            for target in Self.links(in: try Repository.text(document)) {
                let path = Repository.root.appending(path: folder + target).path
                #expect(FileManager.default.fileExists(atPath: path), "\(document) links to \(target)")
            }
        }
    }

    @Test("a link is read without its anchor, and one to elsewhere is not followed")
    func linkForms() {
        let text = "[a](b.md) [c](d/e.md#f) [g](#h) [i](https://j.example/) `[k](l)`"
        #expect(Self.links(in: text) == ["b.md", "d/e.md"])
    }

    private static func namedTests(in text: String) -> [(file: String, test: String)] {
        text.matches(of: #/`(\w+Tests)`: "([^"]+)"/#).map { match in
            (String(match.1), match.2.split(whereSeparator: \.isNewline).map(trimmed).joined(separator: " "))
        }
    }

    /// The items of lists that begin with this word, each on one line.
    private static func items(_ word: String, in text: String) -> [String] {
        text.matches(of: #/\n\* ([^\n]+(?:\n  [^\n]+)*)/#)
            .map { $0.1.split(separator: "\n").map(trimmed).joined(separator: " ") }
            .filter { $0.hasPrefix(word) }
    }

    private static func trimmed(_ line: Substring) -> String { line.trimmingCharacters(in: .whitespaces) }

    private static func links(in text: String) -> [String] {
        text.replacing(#/`[^`\n]*`/#, with: "").matches(of: #/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/#)
            .map { String($0.1) }.filter { !$0.contains("://") }
    }
}
