import Foundation
import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing
import TransparencyLog

@testable import HotlineStore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("Recovery at opening")
struct RecoveryTests {
    /// One thing changed behind the store's back, and what the refusal must name.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let names: String
        let change: @Sendable (Database) throws -> Void

        init(_ what: String, names: String, _ change: @escaping @Sendable (Database) throws -> Void) {
            (testDescription, self.names, self.change) = (what, names, change)
        }

        init(_ what: String, names: String, sql: String) {
            self.init(what, names: names) { try $0.execute(sql: sql) }
        }
    }

    static let damages = [
        Damage("a bit of the newest tree hash", names: "right edge") {
            try flip($0, "tree_hash", "hash", "position = (SELECT max(position) FROM tree_hash)")
        },
        Damage("a bit of the largest complete subtree's hash", names: "right edge") {
            try flip($0, "tree_hash", "hash", "position = \(MerkleTree.storedPosition(level: 2, index: 0))")
        },
        Damage("a missing tree hash", names: "missing", sql: "DELETE FROM tree_hash WHERE position = 6"),
        Damage("a tree hash beyond the last head", names: "last head") {
            try $0.execute(
                sql: """
                    INSERT INTO tree_hash
                    SELECT line, position + 1, hash FROM tree_hash ORDER BY position DESC LIMIT 1
                    """)
        },
        Damage("a bit of the last head's root", names: "last head") {
            try flip($0, "head", "root", "size = (SELECT max(size) FROM head)")
        },
        Damage("the last head's size", names: "last head", sql: "UPDATE head SET size = 9 WHERE size = 6"),
        Damage("the last head's time", names: "last head", sql: "UPDATE head SET issued_at = issued_at + 1"),
        Damage("the last head gone", names: "last head", sql: "DELETE FROM head WHERE size = 6"),
        Damage("all heads gone", names: "last head", sql: "DELETE FROM head"),
        Damage("a bit of a leaf of the last batch", names: "leaf 5") {
            try flip($0, "leaf", "bytes", "leaf_index = 5")
        },
        Damage("a leaf of the last batch gone", names: "leaf 4", sql: "DELETE FROM leaf WHERE leaf_index = 4"),
        Damage("the last leaf gone", names: "leaves", sql: "DELETE FROM leaf WHERE leaf_index = 5"),
        Damage("a leaf beyond the last head", names: "leaves") {
            try $0.execute(sql: "INSERT INTO leaf SELECT line, 6, type, bytes FROM leaf WHERE leaf_index = 5")
        },
        Damage("a leaf of the last batch under another type", names: "leaf 5") {
            try $0.execute(sql: "UPDATE leaf SET type = 2 WHERE leaf_index = 5")
        },
        Damage("a leaf of the last batch with its hashes made anew for another signature", names: "leaf") {
            try forge($0)
        },
        Damage("entry 0", names: "line") { try flip($0, "leaf", "bytes", "leaf_index = 0") },
        Damage("entry 0 gone", names: "row", sql: "DELETE FROM leaf WHERE leaf_index = 0"),
        Damage("a body of the last batch", names: "body") { try flip($0, "body", "content", "statement = 4") },
        Damage("a body of the last batch gone", names: "body", sql: "DELETE FROM body WHERE statement = 4"),
        Damage("a statement's row gone", names: "row", sql: "DELETE FROM statement WHERE leaf_index = 5"),
        Damage("a statement's digest", names: "row") { try flip($0, "statement", "digest", "leaf_index = 5") },
        Damage("a statement's side", names: "row 4", sql: "UPDATE statement SET is_own = 0 WHERE leaf_index = 5"),
        Damage("the held head of the peer", names: "line") { try flip($0, "line", "held", "held IS NOT NULL") },
        Damage("the peer's key", names: "key", sql: "UPDATE line SET key_line = 'nobody'"),
        Damage("the node's row gone", names: "node", sql: "DELETE FROM node"),
    ]

    @Test("what contradicts the last head or the last batch is refused and named", arguments: damages)
    func damaged(_ damage: Damage) async throws {
        let line = try await Self.line()
        try line.alpha.close()
        try line.alpha.tamper(damage.change)
        let error = #expect(throws: StoreError.self) { _ = try line.alpha.openAgain() }
        guard case .damaged(let what) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(what.contains(damage.names))
    }

    @Test("the same database unharmed is taken")
    func unharmed() async throws {
        let line = try await Self.line()
        try line.alpha.close()
        try line.alpha.tamper { _ in }
        try line.alpha.reopen()
        #expect(try line.alpha.store.ledgerState(of: line.alphaLine.id) == line.alphaLedger.state)
    }

    @Test("a damaged line is found also when its peer was removed")
    func removedLine() async throws {
        let line = try await Self.line()
        try line.alpha.store.removeLine(line.alphaLine.id, at: line.time)
        try line.alpha.close()
        try line.alpha.tamper { try Self.flip($0, "leaf", "bytes", "leaf_index = 5") }
        #expect(throws: StoreError.self) { _ = try line.alpha.openAgain() }
    }

    @Test("pages of the file written over are refused and the file is left as it is")
    func garbledPages() async throws {
        let line = try await Self.line()
        try line.alpha.close()
        let path = line.alpha.home.database
        var bytes = try SystemFile.read(path, access: .anybody, limit: 1 << 22)
        for offset in bytes.indices.dropFirst(4096) { bytes[offset] ^= 0x5A }
        unlink(path)
        try SystemFile.create(path, bytes, mode: 0o600)
        let error = #expect(throws: StoreError.self) { _ = try line.alpha.openAgain() }
        guard case .damaged = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let after = try SystemFile.read(path, access: .anybody, limit: 1 << 22)
        #expect(after.dropFirst(4096) == bytes.dropFirst(4096))
    }

    @Test("an index of a small table that lost its entries is refused and named", arguments: ["line", "epoch"])
    func emptiedIndex(table: String) async throws {
        let line = try await Self.line()
        try line.alpha.close()
        var page = 0
        try line.alpha.tamper { database in
            let sql = "SELECT rootpage FROM sqlite_schema WHERE tbl_name = ? AND type = 'index'"
            page = try #require(try Int.fetchOne(database, sql: sql, arguments: [table]))
        }
        // A leaf page of an index without cells (SQLite's file format, section 1.6).
        let file = try #require(FileHandle(forUpdatingAtPath: line.alpha.home.database))
        try file.seek(toOffset: UInt64((page - 1) * 4096))
        try file.write(contentsOf: Data([0x0A, 0, 0, 0, 0, 0x10, 0, 0]))
        try file.close()
        let error = #expect(throws: StoreError.self) { _ = try line.alpha.openAgain() }
        guard case .damaged(let what) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(what.contains("the table \(table)"))
    }

    @Test("a copy made while the store is open, as a kill leaves it, opens with every commit that returned")
    func killed() async throws {
        let line = try await Self.line()
        let copy = try TestNode.makeHome()
        for suffix in ["", "-wal"] {
            // Reading the file here gives up SQLite's own locks on it, which nobody else wants in this test.
            let bytes = FileManager.default.contents(atPath: line.alpha.home.database + suffix)
            try SystemFile.create(copy.database + suffix, Array(present(bytes)), mode: 0o600)
        }
        defer {
            for name in [copy.database, copy.database + "-wal", copy.database + "-shm", copy.lock] { unlink(name) }
            rmdir(copy.path)
        }
        let store = try SQLiteStore.open(
            home: copy, identity: line.alpha.identity, epoch: TestNode.epoch(77, 1), at: line.time)
        #expect(try store.ledgerState(of: line.alphaLine.id) == line.alphaLedger.state)
        try store.close()
    }

    /// A log of six leaves: entry 0, one statement, a batch of a peer's head, and a last batch of three statements.
    static func line() async throws -> TestLine {
        let line = try TestLine()
        try await line.receipt(try await line.deliver(try await line.say([try line.submission("first")])))
        try await line.say(try ["one", "two", "three"].map { try line.submission($0) })
        #expect(try line.alpha.store.head(of: line.alphaLine.id).size == 6)
        return line
    }

    private static func flip(_ database: Database, _ table: String, _ column: String, _ condition: String) throws {
        let found = try Data.fetchOne(database, sql: "SELECT \(column) FROM \(table) WHERE \(condition)")
        var bytes = Array(try present(found))
        bytes[bytes.count / 2] ^= 1
        try database.execute(
            sql: "UPDATE \(table) SET \(column) = ? WHERE \(condition)", arguments: [Data(bytes)])
    }

    /// The last leaf changed in its signature, and every hash above it made to fit: only the signature tells.
    private static func forge(_ database: Database) throws {
        let leaves = try Data.fetchAll(database, sql: "SELECT bytes FROM leaf ORDER BY leaf_index").map { Array($0) }
        var forged = try present(leaves.last)
        forged[forged.count - 1] ^= 1
        var frontier = TreeFrontier()
        var hashes: [Digest] = []
        for leaf in leaves.dropLast() + [forged] { hashes += frontier.append(MerkleTree.leafHash(leaf)) }
        try database.execute(sql: "UPDATE leaf SET bytes = ? WHERE leaf_index = 5", arguments: [Data(forged)])
        try database.execute(
            sql: "UPDATE statement SET digest = ? WHERE leaf_index = 5", arguments: [Data(Digest.sha256(forged).bytes)])
        for (position, hash) in hashes.enumerated() {
            try database.execute(
                sql: "UPDATE tree_hash SET hash = ? WHERE position = ?", arguments: [Data(hash.bytes), position])
        }
        try database.execute(
            sql: "UPDATE head SET root = ? WHERE size = 6", arguments: [Data(frontier.root.bytes)])
    }
}
