import Foundation
import Testing

@Suite("Docs/Examples/EmbeddedLine")
struct DocumentExampleTests {
    @Test("the example stays within 60 lines and imports nothing but the library product")
    func shape() throws {
        let file = DocumentText.root.appending(path: "Docs/Examples/EmbeddedLine/main.swift")
        let lines = try DocumentText.read(file).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count <= 60)
        let imports = lines.compactMap { $0.firstMatch(of: #/^(?:@\S+ )?import (\w+)/#).map { String($0.1) } }
        #expect(Set(imports) == ["HotlineCrypto", "HotlineProtocol"])
    }
}
