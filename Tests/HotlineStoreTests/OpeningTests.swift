import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("Opening a store")
struct OpeningTests {
    @Test("a created database opens, closes and opens again")
    func reopening() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        let first = alpha.store.epoch
        try alpha.close()
        try alpha.reopen()
        #expect(alpha.store.epoch != first)
        let epochs = try alpha.store.read { try $0.all("SELECT epoch FROM epoch ORDER BY id") { try $0.bytes() } }
        #expect(epochs == [first.bytes, alpha.store.epoch.bytes])
    }

    @Test("creating twice destroys nothing, with the store open or closed")
    func creatingTwice() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        let line = try alpha.pin(try TestNode("beta.example", seed: 2))
        try StoreSetup.createDatabase(home: alpha.home, identity: alpha.identity)
        #expect(try alpha.store.lines() == [line])
        try alpha.close()
        try StoreSetup.createDatabase(home: alpha.home, identity: alpha.identity)
        try alpha.reopen()
        #expect(try alpha.store.lines() == [line])
    }

    @Test("the database file is closed to others")
    func mode() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        for path in [alpha.home.database, alpha.home.database + "-wal", alpha.home.lock] {
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o7777 == 0o600)
        }
    }

    @Test("a second opening is refused with the id of the process that has it, also within one process")
    func openingTwice() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        #expect(throws: StoreError.inUse(pid: getpid())) { _ = try alpha.openAgain() }
        try alpha.close()
        try alpha.openAgain().close()
    }

    @Test("a store that is let go gives up its lock, as a process that ends does")
    func lettingGo() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        try alpha.close()
        do { _ = try alpha.openAgain() }
        try alpha.reopen()
    }

    @Test("the writer syncs on every commit: PRAGMA synchronous is 2 on the open connection")
    func synchronous() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        let settings = try alpha.store.pool.writeWithoutTransaction { database in
            try ["synchronous", "foreign_keys", "secure_delete", "auto_vacuum", "page_size", "wal_autocheckpoint"].map {
                try database.first("PRAGMA \($0)") { try $0.integer() }
            }
        }
        #expect(settings == [2, 1, 1, 2, 4096, 0])
        #expect(try alpha.store.read { try $0.first("PRAGMA journal_mode") { try $0.text() } } == "wal")
    }

    @Test("a closed store refuses to write and closes again without harm")
    func closed() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        let beta = try TestNode("beta.example", seed: 2)
        try alpha.close()
        try alpha.close()
        #expect(throws: StoreError.closed) { _ = try alpha.pin(beta) }
    }

    @Test("closing leaves no write-ahead log to recover")
    func checkpointAtClose() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        _ = try alpha.pin(try TestNode("beta.example", seed: 2))
        #expect(DatabaseFile.size(alpha.home.database + "-wal") > 0)
        try alpha.close()
        #expect(DatabaseFile.size(alpha.home.database + "-wal") == 0)
    }

    @Test("a home without a database is refused and none is made")
    func missing() throws {
        let home = try TestNode.makeHome()
        defer {
            unlink(home.lock)
            rmdir(home.path)
        }
        let key = try SigningKey(seed: [UInt8](repeating: 1, count: 32))
        let identity = KeyLine(name: try node("alpha.example"), key: key.verifyingKey)
        #expect(throws: StoreError.self) {
            try SQLiteStore.open(home: home, identity: identity, epoch: TestNode.epoch(1, 1), at: TestNode.start)
        }
        #expect(try !DatabaseFile.exists(home.database))
    }

    @Test("a newer schema is refused by its number")
    func newerSchema() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        try alpha.close()
        try alpha.tamper { try $0.execute(sql: "PRAGMA user_version = 7") }
        #expect(throws: StoreError.newerSchema(found: 7, known: Schema.version)) { _ = try alpha.openAgain() }
    }

    @Test("the database of another node is refused by the name found, and so is making it again")
    func wrongNode() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        let other = try TestNode("other.example", seed: 3)
        try alpha.close()
        let refusal = StoreError.wrongNode(found: alpha.identity.description)
        #expect(throws: refusal) {
            try SQLiteStore.open(
                home: alpha.home, identity: other.identity, epoch: TestNode.epoch(9, 1), at: TestNode.start)
        }
        #expect(throws: refusal) { try StoreSetup.createDatabase(home: alpha.home, identity: other.identity) }
    }

    @Test("a file that is no database of this program is refused and left as it is", arguments: ForeignFile.allCases)
    func foreign(file: ForeignFile) throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        try alpha.close()
        try file.put(in: alpha.home.database)
        let before = try SystemFile.read(alpha.home.database, access: .anybody, limit: 1 << 20)
        let refusal = StoreError.notADatabase(path: alpha.home.database)
        #expect(throws: refusal) { _ = try alpha.openAgain() }
        #expect(throws: refusal) { try StoreSetup.createDatabase(home: alpha.home, identity: alpha.identity) }
        #expect(try SystemFile.read(alpha.home.database, access: .anybody, limit: 1 << 20) == before)
    }

    @Test("a link or directory in the database's place is refused")
    func notRegular() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        try alpha.close()
        unlink(alpha.home.database)
        symlink(alpha.home.lock, alpha.home.database)
        #expect(throws: StoreError.self) { _ = try alpha.openAgain() }
    }
}

/// Files that are not this program's.
enum ForeignFile: CaseIterable {
    case empty
    case text
    case otherDatabase

    func put(in path: String) throws {
        unlink(path)
        switch self {
        case .empty: try SystemFile.create(path, [], mode: 0o600)
        case .text: try SystemFile.create(path, Array(repeating: UInt8(ascii: "x"), count: 5000), mode: 0o600)
        case .otherDatabase:
            let queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: "CREATE TABLE note (text)") }
            try queue.close()
        }
    }
}
