import Foundation
import HotlineProtocol

@testable import HotlineStore

/// The databases that earlier versions made, with what they hold: `Golden/schema-N.sqlite` and `schema-N.json`.
///
/// They are made once for a schema, by the version that brought it, and never again:
///
///     HOTLINE_MAKE_GOLDEN=1 swift test --filter GoldenMakingTests
enum GoldenFiles {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")
    /// Whether this run was asked to make the files of the present schema.
    static let isMaking = ProcessInfo.processInfo.environment["HOTLINE_MAKE_GOLDEN"] == "1"

    /// The schemas of which there is a database, in order.
    static let schemas: [Int] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { $0.wholeMatch(of: #/schema-([0-9]+)\.sqlite/#).flatMap { Int($0.1) } }.sorted()
    }()

    static func database(_ schema: Int) -> URL { folder.appending(path: "schema-\(schema).sqlite") }
    static func contents(_ schema: Int) -> URL { folder.appending(path: "schema-\(schema).json") }

    /// What the database of a schema must say.
    static func expected(_ schema: Int) throws -> GoldenContents {
        try JSONDecoder().decode(GoldenContents.self, from: Data(contentsOf: contents(schema)))
    }

    /// A closed node of alpha whose database is a copy of the golden one.
    static func copy(_ schema: Int) throws -> TestNode {
        let node = try TestNode("alpha.example", seed: 0xA1)
        try node.close()
        try FileManager.default.removeItem(atPath: node.home.database)
        try SystemFile.create(node.home.database, Array(Data(contentsOf: database(schema))), mode: 0o600)
        return node
    }

    /// Writes both files of the present schema. A file that is there is refused: it is what a released version made.
    static func make() async throws {
        let line = try await GoldenLine.make()
        let contents = try GoldenContents(of: line.alpha.store, lines: GoldenLine.lines)
        try line.alpha.close()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let schema = Schema.version
        let database = try Data(contentsOf: URL(fileURLWithPath: line.alpha.home.database))
        try database.write(to: Self.database(schema), options: .withoutOverwriting)
        try (encoder.encode(contents) + Data("\n".utf8)).write(to: Self.contents(schema), options: .withoutOverwriting)
    }
}
