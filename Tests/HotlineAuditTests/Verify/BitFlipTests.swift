import Foundation
import GRDB
import HotlineAudit
import HotlineTestSupport
import Testing

/// Single bits turned over in everything that an audit reads: each is found, or is in a column of which nothing is shown as
/// verified.
@Suite("Bit flips")
struct BitFlipTests {
    /// Columns that no signature, digest or other column covers, each with the reason why nothing verified hangs on it.
    static let uncovered: [Column: String] = [
        Column("line", "added_at"): "when the operator pinned the peer: a mark of the operator's",
        Column("line", "verified_at"): "when the operator compared the numbers: a mark of the operator's",
        Column("line", "removed_at"): "when the operator removed the peer: a mark of the operator's",
        Column("line", "stopped_at"): "when the line stopped; the evidence itself is signed and checked apart",
        Column("line", "stopped_reason"): "shown as what the database says, never as verified",
        Column("statement", "id"): "a number of this database alone; where a body or a stream names it, it is found",
        Column("statement", "receipt_stored_at"): "this node's own clock; the receipt has the peer's signed time",
        Column("statement", "stored_at"):
            "below the second; the second is the head's, which the peer has signed receipts of",
        Column("head", "issued_at"): "of a batch without statements: nothing was received in it",
        Column("body_part", "id"): "a number of this database alone",
        Column("checkpoint", "id"): "a number of this database alone",
        Column("checkpoint", "stored_at"): "this node's own clock; the cosignature has a signed time",
    ]

    @Test(
        "1,000 random bits: each is found, or in a column that nothing shown hangs on",
        arguments: 0..<4 as Range<UInt64>)
    func flips(seed: UInt64) async throws {
        let home = try await AuditedHome.make()
        let whole = home.audit()
        try #require(whole.outcome == .whole)
        var (random, done) = (SeededRandom(seed: seed), 0)
        while done < 250 {
            guard let flip = try Self.flip(home, &random) else { continue }
            done += 1
            Self.expect(home.audit(), whole, flip.bit)
            try home.change { try Self.undo(flip, $0) }
        }
        #expect(home.audit() == whole)
    }

    private typealias Flip = (bit: BitFlip, original: Row)

    /// Turns one bit over; nil where it has none there or a key already has the value.
    private static func flip(_ home: AuditedHome, _ random: inout SeededRandom) throws -> Flip? {
        var made: Flip?
        var generator = random
        try home.change { database in
            guard let (bit, row) = try Damage.randomFlip(database, &generator) else { return }
            do {
                try Damage.set(bit.column, of: row, to: bit.after, database)
                made = (bit, row)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                return
            }
        }
        random = generator
        return made
    }

    private static func undo(_ flip: Flip, _ database: Database) throws {
        let (column, original) = (flip.bit.column, flip.original)
        let key = Damage.keys.first { $0.table == column.table }?.key ?? []
        // Where the key itself was changed, the row is found by what it is now.
        let values: [DatabaseValue] = key.map { $0 == column.name ? flip.bit.after : original[$0] }
        try database.execute(
            sql: "UPDATE \(column.table) SET \(column.name) = ? WHERE "
                + key.map { "\($0) = ?" }.joined(separator: " AND "),
            arguments: [flip.bit.before] + StatementArguments(values))
    }

    private static func expect(_ verdict: AuditVerdict, _ whole: AuditVerdict, _ bit: BitFlip) {
        if case .broken(let finding) = verdict.outcome {
            #expect(!finding.what.isEmpty && !finding.place.isEmpty && !finding.meaning.isEmpty)
            return
        }
        #expect(isUncovered(bit), "\(bit) was not found: \(verdict.outcome)")
        #expect(verdict.outcome == .whole && verdict.counts == whole.counts, "\(bit)")
    }

    /// A time that a head covers may differ below the second alone.
    private static func isUncovered(_ bit: BitFlip) -> Bool {
        guard uncovered[bit.column] != nil else { return false }
        guard bit.column == Column("statement", "stored_at") else { return true }
        return Int64.fromDatabaseValue(bit.before).map { $0 / 1000 }
            == Int64.fromDatabaseValue(bit.after).map { $0 / 1000 }
    }

    @Test("bits of the file: each is found, or changes nothing that is audited", arguments: 0..<4 as Range<UInt64>)
    func fileFlips(seed: UInt64) async throws {
        let clean = try await AuditedHome.make()
        let (whole, bytes) = (clean.audit(), try Data(contentsOf: URL(fileURLWithPath: clean.path)))
        let contents = try Self.contents(clean)
        var random = SeededRandom(seed: 1000 + seed)
        for _ in 0..<100 {
            let bit = Int.random(in: 0..<bytes.count * 8, using: &random)
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            let home = try AuditedHome(damaged, keys: clean.keys)
            let verdict = home.audit()
            guard case .whole = verdict.outcome else { continue }
            #expect(verdict.counts == whole.counts, "bit \(bit)")
            #expect(try Self.contents(home) == contents, "bit \(bit) was not found")
        }
    }

    private static func contents(_ home: AuditedHome) throws -> [String] {
        var found: [String] = []
        try home.change { found = try Damage.contents($0, without: Set(uncovered.keys)) }
        return found
    }
}
