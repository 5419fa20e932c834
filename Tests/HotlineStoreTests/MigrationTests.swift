import Foundation
import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("Migration")
struct MigrationTests {
    static let next = Schema.version + 1
    static let backup = "hotline.db.v\(Schema.version)-20260921T141320.123Z.backup"

    @Test("an older database is copied beside itself, then migrated, and older programs refuse it by its number")
    func migrated() throws {
        let alpha = try GoldenFiles.copy(Schema.version)
        let store = try Self.open(alpha, Self.adding)
        let migration = try present(store.migration)
        #expect(migration == Migration(found: Schema.version, known: Self.next, backup: alpha.file(Self.backup)))
        let expected = try GoldenFiles.expected(Schema.version)
        #expect(try GoldenContents(of: store, lines: GoldenLine.lines) == expected)
        #expect(try store.read { try $0.first("SELECT count(*) FROM added") { try $0.integer() } } == 1)
        try store.close()
        #expect(throws: StoreError.newerSchema(found: Self.next, known: Schema.version)) { _ = try alpha.openAgain() }
        let copied = try CopiedHome(database: migration.backup, of: alpha).look {
            try GoldenContents(of: $0, lines: GoldenLine.lines)
        }
        #expect(copied == expected)
    }

    @Test("a database of this schema is not copied")
    func nothingToDo() throws {
        let alpha = try GoldenFiles.copy(Schema.version)
        try alpha.reopen()
        #expect(alpha.store.migration == nil)
        try alpha.close()
        #expect(try alpha.files() == ["hotline.db"])
    }

    /// How a migration fails after its first statement.
    enum Fault: CaseIterable {
        case badSQL, constraint, fullDisk, thrown

        var migrations: Migrations {
            Migrations(known: next) { database, found in
                try adding.run(database, found)
                switch self {
                case .badSQL: try database.execute(sql: "CREATE TABLE (")
                case .constraint: try database.execute(sql: "INSERT INTO added VALUES (1)")
                case .fullDisk:
                    try database.execute(sql: "PRAGMA max_page_count = 1")
                    try database.execute(sql: "INSERT INTO added VALUES (zeroblob(1000000))")
                case .thrown: throw StoreError.damaged("a row")
                }
            }
        }
    }

    @Test(
        "a migration that fails leaves the database as it was, is refused by name, and leaves no copies",
        arguments: Fault.allCases)
    func failing(_ fault: Fault) throws {
        let alpha = try GoldenFiles.copy(Schema.version)
        for _ in 0..<2 {
            let error = #expect(throws: StoreError.self) { _ = try Self.open(alpha, fault.migrations) }
            guard case .notMigrated(Schema.version, Self.next, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect("\(try present(error))".contains("it is unchanged"))
            #expect(try alpha.files() == ["hotline.db"])
        }
        try alpha.reopen()
        let expected = try GoldenFiles.expected(Schema.version)
        #expect(try GoldenContents(of: alpha.store, lines: GoldenLine.lines) == expected)
    }

    @Test("without space for the copy nothing is migrated")
    func noCopy() throws {
        let alpha = try GoldenFiles.copy(Schema.version)
        var migrations = Self.adding
        migrations.pageLimit = 20
        let error = #expect(throws: StoreError.self) { _ = try Self.open(alpha, migrations) }
        #expect("\(try present(error))".contains("no backup could be made before"))
        #expect("\(try present(error))".contains("no space is left"))
        #expect(try alpha.files() == ["hotline.db"])
        try alpha.reopen()
    }

    @Test("a file in the place of the copy is not replaced, and nothing is migrated")
    func copyIsThere() throws {
        let alpha = try GoldenFiles.copy(Schema.version)
        try SystemFile.create(alpha.file(Self.backup), [1], mode: 0o600)
        let error = #expect(throws: StoreError.self) { _ = try Self.open(alpha, Self.adding) }
        #expect("\(try present(error))".contains("is there already"))
        #expect(try SystemFile.read(alpha.file(Self.backup), access: .anybody, limit: 10) == [1])
        try alpha.reopen()
    }

    @Test("a kill in the migration leaves the older database and its whole copy")
    func killed() throws {
        let alpha = try GoldenFiles.copy(Schema.version)
        nonisolated(unsafe) var crashed: CopiedHome?
        nonisolated(unsafe) let node = alpha
        let migrations = Migrations(known: Self.next) { database, found in
            try Self.adding.run(database, found)
            crashed = try CopiedHome(crashed: node)
        }
        try Self.open(alpha, migrations).close()
        let home = try present(crashed)
        let expected = try GoldenFiles.expected(Schema.version)
        #expect(try home.look { try GoldenContents(of: $0, lines: GoldenLine.lines) } == expected)
        let copy = try CopiedHome(database: home.home.path + "/" + Self.backup, of: alpha)
        #expect(try copy.look { try GoldenContents(of: $0, lines: GoldenLine.lines) } == expected)
    }

    /// A migration that adds a table.
    static let adding = Migrations(known: next) { database, _ in
        try database.execute(sql: "CREATE TABLE added (value UNIQUE); INSERT INTO added VALUES (1)")
        try database.execute(sql: "PRAGMA user_version = \(next)")
    }

    private static func open(_ node: TestNode, _ migrations: Migrations) throws -> SQLiteStore {
        try SQLiteStore.open(
            home: node.home, identity: node.identity, epoch: TestNode.epoch(220, 1), at: TestNode.start,
            migrations: migrations)
    }
}
