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

    private static func trimmed(_ line: Substring) -> String { line.trimmingCharacters(in: .whitespaces) }

    private static func links(in text: String) -> [String] {
        text.replacing(#/`[^`\n]*`/#, with: "").matches(of: #/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/#)
            .map { String($0.1) }.filter { !$0.contains("://") }
    }
}
