import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("A full disk")
struct FullDiskTests {
    @Test("a commit without space is refused as full, changes nothing, and the next one with space is taken")
    func commit() async throws {
        let line = try TestLine()
        try await line.say([try line.submission("before")])
        let (ledger, state) = (line.alphaLedger, try line.alpha.store.ledgerState(of: line.alphaLine.id))
        try Self.limitPages(line.alpha.store, free: 0)
        let large = try line.submission(String(repeating: "x", count: 100_000))
        await #expect(throws: StoreError.full) { try await line.say([large]) }
        line.alphaLedger = ledger
        #expect(try line.alpha.store.ledgerState(of: line.alphaLine.id) == state)
        #expect(try line.alpha.store.message(large.messageID, isOwn: true) == nil)

        try Self.limitPages(line.alpha.store, free: 1000)
        let said = try await line.say([large])
        #expect(try line.alpha.store.head(of: line.alphaLine.id) == said.batch.head)
        try line.alpha.close()
        try line.alpha.reopen()
        #expect(try line.alpha.store.ledgerState(of: line.alphaLine.id) == line.alphaLedger.state)
    }

    @Test("where one of several batches does not fit, none of them is written")
    func severalBatches() async throws {
        let line = try TestLine()
        let ledger = line.alphaLedger
        let agreement = try present(Agreement.builtIn)
        try line.alphaLedger.issue(try line.submission("x"), agreement: agreement, key: line.alpha.key, at: line.time)
        let small = line.alphaLedger.seal(at: line.tick())
        let large = try line.submission(String(repeating: "x", count: 1_000_000))
        try line.alphaLedger.issue(large, agreement: agreement, key: line.alpha.key, at: line.time)
        let second = line.alphaLedger.seal(at: line.tick())
        try Self.limitPages(line.alpha.store, free: 20)
        await #expect(throws: StoreError.full) { try await line.alpha.store.commit([small, second]) }
        #expect(try line.alpha.store.ledgerState(of: line.alphaLine.id) == ledger.state)
        #expect(try await line.alpha.store.commit([small]).count == 1)
    }

    @Test("a peer is not added without space, and nothing of it stays")
    func addingLine() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        try Self.limitPages(alpha.store, free: 0)
        let routes = (0..<16).map { String(repeating: "r", count: 240) + ".example:\($0)" }
        let beta = try TestNode("beta.example", seed: 2)
        #expect(throws: StoreError.full) { _ = try alpha.pin(beta, routes: routes) }
        #expect(try alpha.store.lines() == [])
        try Self.limitPages(alpha.store, free: 1000)
        #expect(try alpha.pin(beta, routes: routes).routes == routes)
    }

    /// The database may grow by so many pages and no more: to SQLite the same as a full disk.
    static func limitPages(_ store: SQLiteStore, free: Int64) throws {
        try store.pool.writeWithoutTransaction { database in
            let pages = try present(try database.first("PRAGMA page_count") { try $0.integer() })
            try database.execute(sql: "PRAGMA max_page_count = \(pages + free)")
        }
    }
}
