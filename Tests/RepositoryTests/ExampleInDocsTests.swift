import Testing

@Suite("Examples in documents")
struct ExampleInDocsTests {
    @Test("Docs/Architecture.md shows the embedded example as it is built")
    func embedded() throws {
        let blocks = Self.swiftBlocks(of: try Repository.text("Docs/Architecture.md"))
        #expect(blocks == [try Repository.text("Docs/Examples/EmbeddedLine/main.swift")])
    }

    @Test("a block of Swift is taken whole, and no other block")
    func blocks() {
        let text = "a\n```swift\nlet x = 1\n\nf()\n```\nb\n```text\nc\n```\n"
        #expect(Self.swiftBlocks(of: text) == ["let x = 1\n\nf()\n"])
        #expect(Self.swiftBlocks(of: "```text\n```swift\n").isEmpty)
    }

    /// The texts between "```swift" and the next "```".
    private static func swiftBlocks(of text: String) -> [String] {
        var blocks: [String] = []
        var fence: Substring?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            switch (fence, line.hasPrefix("```")) {
            case (nil, true):
                fence = line
                if line == "```swift" { blocks.append("") }
            case (.some, true): fence = nil
            case ("```swift", false): blocks[blocks.count - 1] += line + "\n"
            case (_, false): break
            }
        }
        return blocks
    }
}
