import Foundation
import GRDB
import HotlineProtocol
import Testing

@testable import HotlineStore

/// Schema 1 kept every body whole in its row; schema 2 keeps long ones in parts.
@Suite("Migration of long bodies")
struct LongBodyMigrationTests {
    private static let longBytes = 600 * 1024
    private static let backup = "hotline.db.v1-20260921T141320.123Z.backup"

    /// A node of schema 1 with a long body in row 1 and a short one in row 2, closed.
    private static func made() async throws -> (line: TestLine, long: SaltedBody, short: SaltedBody) {
        let line = try TestLine()
        let content = (0..<longBytes).map { UInt8(truncatingIfNeeded: $0 / 1000) }
        let long = try present(
            SaltedBody(salt: [UInt8](repeating: 9, count: Limits.saltBytes), content: content))
        let first = Submission(
            messageID: try line.nextID(), stream: try stream("csirt", .routine), kind: .message, tlp: .amber,
            body: long, mediaType: "text/plain")
        let second = try line.submission("short")
        try await line.say([first])
        try await line.say([second])
        try line.alpha.close()
        try asVersion1(line.alpha)
        return (line, long, second.body)
    }

    /// Copies the rows into tables of schema 1: the bodies are in their rows still.
    private static func asVersion1(_ node: TestNode) throws {
        let (present, path) = (node.file("present.db"), node.home.database)
        try FileManager.default.moveItem(atPath: path, toPath: present)
        try SystemFile.create(path, [], mode: 0o600)
        try node.tamper { database in
            for text in Schema.fileSettings + (Schema.migrations.first ?? []) { try database.execute(sql: text) }
            try database.execute(sql: "PRAGMA journal_mode = WAL; ATTACH '\(present)' AS present")
            for table in try database.all(
                "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'", [],
                { try $0.text() })
            {
                let columns = try database.all("SELECT name FROM pragma_table_info(?)", [table]) { try $0.text() }
                let list = columns.joined(separator: ", ")
                try database.execute(
                    sql: "INSERT INTO main.\(table) (\(list)) SELECT \(list) FROM present.\(table)")
            }
            try database.execute(sql: "DETACH present; PRAGMA user_version = 1")
        }
        try FileManager.default.removeItem(atPath: present)
    }

    private static func tables(_ node: TestNode) throws -> [String] {
        var found: [String] = []
        try node.tamper { database in
            found = try database.all(
                """
                SELECT m.type, m.name, ifnull(c.name, '') AS column FROM sqlite_schema m
                LEFT JOIN pragma_table_info(m.name) c WHERE m.name NOT LIKE 'sqlite%' ORDER BY 1, 2, 3
                """
            ) { "\(try $0.text()) \(try $0.text()) \(try $0.text())" }
        }
        return found
    }

    @Test("the database that these tests migrate has the tables of schema 1")
    func isVersion1() async throws {
        let (line, _, _) = try await Self.made()
        let golden = try GoldenFiles.copy(1)
        #expect(try Self.tables(line.alpha) == Self.tables(golden))
        var content = 0
        try line.alpha.tamper { database in
            content = Int(try database.first("SELECT max(length(content)) FROM body") { try $0.integer() } ?? 0)
        }
        #expect(content == Self.longBytes)
    }

    @Test("a long body is cut into parts, a short one stays in its row, and both read back")
    func cut() async throws {
        let (line, long, short) = try await Self.made()
        try line.alpha.reopen()
        let store = line.alpha.store
        #expect(store.migration?.found == 1)
        #expect(try store.body(of: 1) == long && store.body(of: 2) == short)
        let rows = try store.read { database in
            try database.all("SELECT length(content), spool IS NULL FROM body ORDER BY statement") {
                [try $0.integer(), try $0.integer()]
            }
        }
        #expect(rows == [[0, 0], [Int64(short.content.count), 1]])
        let parts = try store.read { database in
            try database.all("SELECT length(content) FROM body_part ORDER BY position") { try $0.integer() }
        }
        let last = Int64(Self.longBytes - 2 * Limits.partBytes)
        #expect(parts == [Int64(Limits.partBytes), Int64(Limits.partBytes), last])
    }

    @Test("both bodies can be sent on, part by part, after another start too")
    func sentOn() async throws {
        let (line, long, short) = try await Self.made()
        for _ in 0..<2 {
            try line.alpha.reopen()
            let store = line.alpha.store
            for (row, body) in [(Int64(1), long), (2, short)] {
                try store.verifyBody(of: row)
                var content: [UInt8] = []
                for index in 0..<BodyPart.count(ofSize: body.content.count) {
                    let found = try present(try store.bodyPart(index, of: row))
                    #expect(found.salt == body.salt && found.part.index == index)
                    content += found.part.bytes
                }
                #expect(content == body.content)
            }
            try line.alpha.close()
        }
    }

    @Test("the copy from before is whole, and a new long body does not meet the parts of the old one")
    func afterwards() async throws {
        let (line, long, _) = try await Self.made()
        try line.alpha.reopen()
        #expect(try line.alpha.files().contains(Self.backup))
        let copied = try CopiedHome(database: line.alpha.file(Self.backup), of: line.alpha)
        #expect(try copied.look { try $0.body(of: 1) } == long)
        let (store, part) = (line.alpha.store, BodyPart(index: 0, bytes: [1]))
        let spool = SpoolID(rawValue: try store.lastSpool().rawValue + 1)
        _ = try await store.commit([], spools: [.keep(spool, line: line.alphaLine.id, part: part)])
        _ = try await store.commit([], spools: [.discard(spool)])
        try store.verifyBody(of: 1)
    }
}
