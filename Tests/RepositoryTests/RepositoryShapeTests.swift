import Foundation
import Testing

@Suite("Repository shape")
struct RepositoryShapeTests {
    private static let topLevel: Set = [
        "Package.swift", "Package.resolved", "Sources", "Tests", "Keys", "Docs", "Benchmarks", "FuzzTesting",
        "README.md", "Makefile", "LICENSE", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md",
    ]

    /// The keys whose secrets are published; nothing else below git may hold a private key. The last are vectors: the
    /// key of RFC 8410 section 10.3, and one of the openssl command under a passphrase that stands beside it.
    private static let publishedKeys: Set = [
        "Keys/test-only/alpha.example.pem", "Keys/test-only/beta.example.pem",
        "Tests/HotlineCryptoTests/PEMTests.swift",
    ]

    @Test("only the known files and folders stand at the top")
    func top() {
        let names = Set(Repository.files.compactMap { $0.split(separator: "/").first.map(String.init) })
        let unknown = names.filter { !$0.hasPrefix(".") && !Self.topLevel.contains($0) }
        #expect(unknown.isEmpty)
    }

    @Test("the only private keys are the published test keys")
    func privateKeys() throws {
        let holders = try Repository.files.filter { try Self.holdsPrivateKey(try Repository.text($0)) }
        #expect(Set(holders) == Self.publishedKeys)
    }

    @Test("a private key is seen in any PEM form, also inside source")
    func privateKeyForms() throws {
        let body = String(repeating: "MC4CAQAwBQYDK2VwBCIEIJ1h", count: 2)
        for kind in ["", "ENCRYPTED ", "EC ", "RSA ", "OPENSSH "] {
            let label = "\(kind)PRIVATE KEY-----"
            #expect(try Self.holdsPrivateKey("x\n    -----BEGIN \(label)\n    \(body)\n"))
            #expect(try !Self.holdsPrivateKey("header: \"-----BEGIN \(label)\""))
        }
    }

    private static func holdsPrivateKey(_ text: String) throws -> Bool {
        guard text.contains("PRIVATE KEY-----") else { return false }
        return text.contains(#/-----BEGIN [A-Z ]*PRIVATE KEY-----(\\n|\s)+[A-Za-z0-9+\/=]{20}/#)
    }

    @Test("every document has exactly one title")
    func titles() throws {
        for file in Repository.files where file.hasSuffix(".md") {
            let titles = Self.titles(try Repository.text(file))
            #expect(titles.count == 1, "\(file) has \(titles.count) titles: \(titles)")
        }
    }

    @Test("a line of a code block is no title")
    func titleForms() {
        #expect(Self.titles("# A\n\n```\n# b\n```\n\n## C\n") == ["# A"])
        #expect(Self.titles("# A\n~~~sh\n# b\n~~~\n# C") == ["# A", "# C"])
        #expect(Self.titles("text\n    # indented\n#no\n").isEmpty)
    }

    private static func titles(_ text: String) -> [String] {
        var isCode = false
        return text.split(separator: "\n").compactMap { line in
            if line.hasPrefix("```") || line.hasPrefix("~~~") { isCode.toggle() }
            return !isCode && line.hasPrefix("# ") ? String(line) : nil
        }
    }
}
