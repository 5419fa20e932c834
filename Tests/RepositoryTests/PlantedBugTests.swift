import Testing

/// Which harness has to catch which planted bug is said in three places: here it is held that they say the same, and that no
/// bug is left out. That each does catch its own is what `make planted` and `make torture-planted` show, by running them.
@Suite("Planted bugs")
struct PlantedBugTests {
    @Test("each is one that the simulator or the torture has to catch")
    func covered() throws {
        let all = try Set(Self.bugs().values)
        #expect(all.count == 12)
        let caught = try Self.simulated().union(Self.tortured())
        #expect(caught == all)
    }

    @Test("the document's two tables name those that the two harnesses run, and no others")
    func documented() throws {
        let text = try Repository.text("Docs/Testing.md")
        #expect(try Self.rows(of: "Planted bugs", in: text) == Self.simulated())
        #expect(try Self.rows(of: "Real faults", in: text).intersection(Self.bugs().values) == Self.tortured())
    }

    @Test("their code stands between #if HOTLINE_PLANTED and its end, so that no other build has it")
    func fenced() throws {
        for file in Repository.files where file.hasPrefix("Sources/") && file.hasSuffix(".swift") {
            var depth = 0, fence: Int?
            for line in try Repository.text(file).split(separator: "\n") {
                let words = line.drop { $0 == " " }
                if words.hasPrefix("#if") { depth += 1 }
                if words == "#if HOTLINE_PLANTED" { fence = depth }
                if words.hasPrefix("#else") && fence == depth { fence = nil }
                if words.hasPrefix("#endif") {
                    if fence == depth { fence = nil }
                    depth -= 1
                }
                #expect(fence != nil || words.hasPrefix("//") || !line.contains("PlantedBug"), "\(file): \(line)")
            }
        }
    }

    /// The cases with their names.
    private static func bugs() throws -> [String: String] {
        let source = try Repository.text("Sources/HotlineCrypto/PlantedBug.swift")
        return Dictionary(
            uniqueKeysWithValues: source.matches(of: #/case (\w+) = "([a-z-]+)"/#).map {
                (String($0.output.1), String($0.output.2))
            })
    }

    private static func simulated() throws -> Set<String> {
        let source = try Repository.text("Tests/Simulator/Campaign/PlantedCampaign.swift")
        let list = try #require(source.firstMatch(of: #/let bugs: \[PlantedBug\] = \[([^\]]*)\]/#)).output.1
        let names = try bugs()
        return Set(try list.matches(of: #/\.(\w+)/#).map { try #require(names[String($0.output.1)]) })
    }

    private static func tortured() throws -> Set<String> {
        let source = try Repository.text("Tests/Torture/planted.py")
        return Set(source.matches(of: #/\n    "([a-z-]+)": \(/#).map { String($0.output.1) })
    }

    /// What stands in code type in the first column of the tables of a chapter.
    private static func rows(of chapter: String, in text: String) throws -> Set<String> {
        let parts = text.split(separator: "\n## ")
        let part = try #require(parts.first { $0.hasPrefix(chapter + "\n") })
        return Set(part.matches(of: #/\n\| `([a-z-]+)` \|/#).map { String($0.output.1) })
    }
}
