import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

/// Bodies that are stored in parts before their statement is.
@Suite("Parts of long bodies")
struct SpoolTests {
    private static let size = 5 * Limits.partBytes + 7
    private static let spool = SpoolID(rawValue: 1)

    @Test("a body in parts is read back part by part and whole, and is on its way no longer")
    func whole() async throws {
        let line = try TestLine()
        let said = try await Self.say(line, keeping: 0..<6)
        let stored = try present(line.alpha.store.message(said.messageID, isOwn: true))
        #expect(try line.alpha.store.body(of: stored.rowID) == said.body)
        for index in 0..<6 {
            let read = try present(line.alpha.store.bodyPart(index, of: stored.rowID))
            #expect(read.salt == said.body.salt && read.part == said.body.part(index))
        }
        #expect(try line.alpha.store.bodyPart(6, of: stored.rowID) == nil)
        #expect(try !line.alpha.store.holds(Self.spool))
        try line.alpha.store.verifyBody(of: stored.rowID)
        try await Self.change(line, .discard(Self.spool))
        try line.alpha.store.verifyBody(of: stored.rowID)
    }

    @Test(
        "parts with a gap, without their last one, with one too many or of another size are a conflict, and nothing is written",
        arguments: [[0, 1, 2, 4, 5], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4, 5, 6], [0], []])
    func incomplete(parts: [Int]) async throws {
        let line = try TestLine()
        let (ledger, state) = (line.alphaLedger, try line.alpha.store.ledgerState(of: line.alphaLine.id))
        await #expect(throws: StoreError.self) { try await Self.say(line, keeping: parts) }
        #expect(try line.alpha.store.ledgerState(of: line.alphaLine.id) == state && ledger.state == state)
        #expect(try line.alpha.store.newestRow() == 0)
        #expect(try line.alpha.store.holds(Self.spool) == !parts.isEmpty)
    }

    @Test("parts are let go in steps, the last ones first; what never began may be let go, too")
    func discarding() async throws {
        let line = try TestLine()
        let body = try Self.body()
        for index in 0..<6 { try await Self.keep(line, body.part(index)) }
        try await Self.change(line, .discard(Self.spool))
        #expect(try line.alpha.store.holds(Self.spool))
        let left = try line.alpha.store.content(of: Self.spool)
        #expect(left.count == (6 - StoreLimits.discardedParts) * Limits.partBytes && body.content.starts(with: left))
        try await Self.change(line, .discard(Self.spool))
        #expect(try !line.alpha.store.holds(Self.spool))
        #expect(try line.alpha.store.content(of: Self.spool).isEmpty)
        try await Self.change(line, .discard(SpoolID(rawValue: 9)))
    }

    @Test("a store that is opened again has nothing of a body that was on its way, and uses no number twice")
    func reopened() async throws {
        let line = try TestLine()
        try await Self.keep(line, try Self.body().part(0))
        try line.alpha.close()
        try line.alpha.reopen()
        #expect(try !line.alpha.store.holds(Self.spool))
        #expect(try line.alpha.store.content(of: Self.spool).isEmpty)
        #expect(try line.alpha.store.lastSpool() == Self.spool)
    }

    @Test("one bit in any part is found", arguments: 0..<6)
    func flipped(part: Int) async throws {
        let line = try TestLine()
        let said = try await Self.say(line, keeping: 0..<6)
        let row = try present(line.alpha.store.message(said.messageID, isOwn: true)).rowID
        let bytes = said.body.part(part).bytes
        let changed = [bytes[0] ^ 1] + bytes.dropFirst()
        try await line.alpha.store.pool.write { database in
            try database.run("UPDATE body_part SET content = ? WHERE position = ?", [changed.blob, part])
        }
        let error = #expect(throws: StoreError.self) { try line.alpha.store.verifyBody(of: row) }
        #expect(error?.description.contains("damaged") == true)
        #expect(throws: StoreError.self) { try line.alpha.store.body(of: row) }
    }

    @Test("where a part finds no space nothing changes, and what was kept before can be let go")
    func full() async throws {
        let line = try TestLine()
        let body = try Self.body()
        try await Self.keep(line, body.part(0))
        try FullDiskTests.limitPages(line.alpha.store, free: 8)
        await #expect(throws: StoreError.full) { try await Self.keep(line, body.part(1)) }
        #expect(try line.alpha.store.content(of: Self.spool) == body.part(0).bytes)
        try await Self.change(line, .discard(Self.spool))
        #expect(try line.alpha.store.content(of: Self.spool).isEmpty)
    }

    private static func body() throws -> SaltedBody {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 / Limits.partBytes &+ $0) }
        return try present(SaltedBody(salt: [UInt8](repeating: 7, count: Limits.saltBytes), content: content))
    }

    private static func change(_ line: TestLine, _ change: SpoolChange) async throws {
        _ = try await line.alpha.store.commit([], spools: [change])
    }

    private static func keep(_ line: TestLine, _ part: BodyPart) async throws {
        try await change(line, .keep(spool, line: line.alphaLine.id, part: part))
    }

    /// Keeps these parts of the body, each in a commit of its own, and commits a statement with them.
    @discardableResult
    private static func say(_ line: TestLine, keeping parts: some Sequence<Int>) async throws -> Submission {
        var submission = try line.submission("")
        submission.body = try body()
        submission.spool = spool
        for index in parts {
            let part = index < 6 ? submission.body.part(index) : BodyPart(index: index, bytes: [0])
            try await keep(line, part)
        }
        try await line.say([submission])
        return submission
    }
}
