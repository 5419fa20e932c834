import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("Golden databases")
struct GoldenTests {
    @Test("there is one of every schema so far", .enabled(if: !GoldenFiles.isMaking))
    func all() {
        #expect(GoldenFiles.schemas == Array(1...Schema.version))
    }

    @Test("one opens with this version, and all that it held reads back", arguments: GoldenFiles.schemas)
    func readsBack(_ schema: Int) throws {
        let alpha = try GoldenFiles.copy(schema)
        try alpha.reopen()
        let found = try GoldenContents(of: alpha.store, lines: GoldenLine.lines)
        let expected = try GoldenFiles.expected(schema)
        #expect(found == expected)
        let version = try alpha.store.read { try DatabaseFile.schemaVersion($0) }
        #expect(version == Schema.version)
        try alpha.close()
    }

    @Test("a message can be committed after it, and what was there stays", arguments: GoldenFiles.schemas)
    func goesOn(_ schema: Int) async throws {
        let alpha = try GoldenFiles.copy(schema)
        try alpha.reopen()
        let record = try present(try alpha.store.lines().first)
        let before = try alpha.store.head(of: record.id)
        var said = try TestLine().submission("after")
        said.messageID = try present(MessageID(at: TestNode.start, random: [UInt8](repeating: 0x3F, count: 10)))
        var ledger = try alpha.ledger(record)
        try ledger.issue(said, agreement: .builtIn, key: alpha.key, at: TestNode.start)
        let batch = try await TestLine.commit(ledger.seal(at: TestNode.start), alpha)
        #expect(batch.batch.head.size == before.size + 1)
        try alpha.close()
        try alpha.reopen()
        #expect(try alpha.store.head(of: record.id) == batch.batch.head)
        let stored = try present(try alpha.store.message(said.messageID, isOwn: true))
        #expect(try alpha.store.body(of: stored.rowID) == said.body)
        let expected = try present(GoldenFiles.expected(schema).lines.first)
        let found = try GoldenContents(of: alpha.store, lines: [record.id.rawValue])
        #expect(found.lines.first?.statements.dropLast() == expected.statements[...])
        try alpha.close()
    }

    @Test("this version still says the same with the same keys, times and ids", .enabled(if: !GoldenFiles.isMaking))
    func reproduced() async throws {
        let line = try await GoldenLine.make()
        let made = try GoldenContents(of: line.alpha.store, lines: GoldenLine.lines)
        let expected = try GoldenFiles.expected(Schema.version)
        #expect(made == expected)
    }

    @Test("the golden line fills every table", .enabled(if: !GoldenFiles.isMaking))
    func everyTable() throws {
        let alpha = try GoldenFiles.copy(Schema.version)
        // As it was left: an opening lets go of bodies that were on their way.
        var empty: [String] = []
        try alpha.tamper { database in
            let tables = try database.all(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            ) { try $0.text() }
            empty = try tables.filter { table in
                try database.first("SELECT count(*) FROM \"\(table)\"") { try $0.integer() } == 0
            }
        }
        #expect(empty.isEmpty)
    }
}

@Suite("Making a golden database", .enabled(if: GoldenFiles.isMaking))
struct GoldenMakingTests {
    @Test("both files of the present schema are written where they are not there")
    func make() async throws {
        try await GoldenFiles.make()
    }
}
