import Testing

@Suite("Layers")
struct LayerTests {
    @Test("a target imports only what its layer allows", arguments: Layers.table.keys.sorted())
    func imports(_ folder: String) throws {
        for file in Repository.swiftFiles(under: folder) {
            let forbidden = Layers.forbidden(in: try #require(Repository.sources[file]), folder: folder)
            #expect(forbidden.isEmpty, "\(file) imports \(forbidden.joined(separator: ", "))")
        }
    }

    @Test("every target has a row, and every row has a target")
    func rows() {
        let files = Repository.files.filter { $0.hasPrefix("Sources/") }
        let found = Set(files.map { $0.split(separator: "/").prefix(2).joined(separator: "/") })
        let rows = Set(Layers.table.keys.filter { $0.hasPrefix("Sources/") })
        #expect(found == rows)
    }

    @Test("no arrow points up: what a target may import may not import it back")
    func noCycle() {
        for (folder, imports) in Layers.table {
            let name = folder.split(separator: "/").last.map(String.init) ?? folder
            for module in imports {
                let back = Layers.table["Sources/\(module)"] ?? []
                #expect(!back.contains(name), "\(name) and \(module) import each other")
            }
        }
    }

    @Test(
        "an import is seen in every form",
        arguments: [
            ("import A", "A"), ("public import A", "A"), ("  @preconcurrency internal import A.B", "A.B"),
            ("import struct NIOCore.ByteBuffer", "struct NIOCore.ByteBuffer"), ("import A; import B", "A,B"),
            ("@testable import A // why", "A"), ("#if os(Linux)\n    import Glibc\n#endif", "Glibc"),
            ("// import A", ""), ("let text = \"import A\"", ""), ("/*\nimport A\n*/", ""),
            ("\"\"\"\nimport A\n\"\"\"", ""), ("#\"\"\"\nimport A \"\"\"\nimport B\n\"\"\"#\nimport C", "C"),
            ("let x = \"\\\"\"\nimport A", "A"), ("importer()", ""), ("let a = \"//\"; import A", "A"),
        ])
    func forms(_ text: String, _ expected: String) {
        #expect(ImportLine.all(in: SwiftSource(text)).map(\.text).joined(separator: ",") == expected)
    }

    @Test("an import from above is found")
    func mechanism() {
        let source = SwiftSource("import HotlineStore\nimport struct NIOCore.ByteBuffer\nimport NIOCore\n")
        #expect(Layers.forbidden(in: source, folder: "Sources/HotlineProtocol") == ["HotlineStore", "NIOCore"])
        #expect(Layers.forbidden(in: source, folder: "Sources/Unknown").count == 3)
    }
}
