import COSE
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Witness of the peer's log")
struct WitnessTests {
    let fixture: LogFixture
    /// The size of beta's log.
    let last: UInt64

    init() throws {
        fixture = try LogFixture()
        last = fixture.beta.head.size
    }

    private func witness(holding size: UInt64?) throws -> Witness {
        Witness(opening: fixture.beta.opening, held: try size.map { try fixture.head(size: $0) })
    }

    private func refused(
        _ head: SignedHead, proof: MerkleConsistency?, holding size: UInt64?, reason: HistoryConflict.Reason = .fork
    ) throws {
        var witness = try witness(holding: size)
        let conflict = HistoryConflict(reason: reason, held: witness.held, offered: head)
        let before = witness
        #expect(throws: conflict) { try witness.witness(head, proof: proof) }
        #expect(witness == before, "a refused head is not held")
    }

    @Test("a larger head with its proof is held, from every smaller size")
    func extends() throws {
        for from in 1..<last {
            for to in (from + 1)...last {
                var witness = try witness(holding: from == 1 ? nil : from)
                let head = try fixture.head(size: to)
                try witness.witness(head, proof: fixture.consistency(from, to))
                #expect(witness.held == head)
                #expect(witness.size == to)
            }
        }
    }

    @Test("the same head again is accepted, with no proof")
    func equal() throws {
        var witness = try witness(holding: 3)
        try witness.witness(fixture.head(size: 3), proof: nil)
        #expect(witness.size == 3)
        var fresh = try self.witness(holding: nil)
        try fresh.witness(fixture.head(size: 1), proof: nil)
        #expect(fresh.held?.head.size == 1)
    }

    @Test("another root at the size held is a fork, at entry 0 too")
    func otherRoot() throws {
        try refused(fixture.head(size: 3, root: .zero), proof: nil, holding: 3)
        try refused(fixture.head(size: 1, root: .zero), proof: nil, holding: nil)
    }

    @Test("a smaller head with its proof is accepted and not held")
    func smaller() throws {
        var witness = try witness(holding: last)
        try witness.witness(fixture.head(size: 2), proof: fixture.consistency(2, last))
        #expect(witness.size == last)
    }

    @Test("a smaller head without a proof, or with one that does not lead to what is held, is a fork")
    func smallerUnproved() throws {
        try refused(fixture.head(size: 2), proof: nil, holding: last)
        try refused(fixture.head(size: 2, root: .zero), proof: fixture.consistency(2, last), holding: last)
        try refused(fixture.head(size: 2), proof: fixture.consistency(2, last - 1), holding: last)
    }

    @Test("a larger head without a proof, or with another's, is a fork")
    func largerUnproved() throws {
        let proof = try fixture.consistency(3, last)
        try refused(fixture.head(size: last), proof: nil, holding: 3)
        try refused(fixture.head(size: last, root: .zero), proof: proof, holding: 3)
        try refused(fixture.head(size: last), proof: fixture.consistency(2, last), holding: 3)
        try refused(fixture.head(size: last), proof: fixture.consistency(4, last), holding: 3)
        try refused(fixture.head(size: last), proof: fixture.consistency(3, last - 1), holding: 3)
        let short = MerkleConsistency(from: 3, to: last, path: proof.path.dropLast())
        try refused(fixture.head(size: last), proof: short, holding: 3)
        let long = MerkleConsistency(from: 3, to: last, path: proof.path + [.zero])
        try refused(fixture.head(size: last), proof: long, holding: 3)
    }

    @Test("no element of a proof can be changed")
    func changedPath() throws {
        let proof = try fixture.consistency(3, last)
        for index in proof.path.indices {
            var path = proof.path
            path[index] = .zero
            try refused(
                fixture.head(size: last), proof: MerkleConsistency(from: 3, to: last, path: path), holding: 3)
        }
    }

    @Test("a head of another log of the same owner is a fork")
    func otherLog() throws {
        let other = try Sample.origin(fixture.beta.identity, fixture.alpha.identity, id: 0xEE)
        try refused(fixture.head(size: last, log: other), proof: fixture.consistency(3, last), holding: 3)
    }

    @Test("an announced head may be larger or equal, and is not held")
    func announced() throws {
        let witness = try witness(holding: 3)
        try witness.compare(announced: fixture.head(size: 3))
        try witness.compare(announced: fixture.head(size: last))
        #expect(witness.size == 3)
    }

    @Test("an announced head that is smaller is a rollback, one with another root or log a fork")
    func announcedConflicts() throws {
        let witness = try witness(holding: 3)
        let other = try Sample.origin(fixture.beta.identity, fixture.alpha.identity, id: 0xEE)
        let cases: [(SignedHead, HistoryConflict.Reason)] = [
            (try fixture.head(size: 2), .rollback), (try fixture.head(size: 3, root: .zero), .fork),
            (try fixture.head(size: 4, log: other), .fork),
        ]
        for (head, reason) in cases {
            let conflict = HistoryConflict(reason: reason, held: witness.held, offered: head)
            #expect(throws: conflict) { try witness.compare(announced: head) }
        }
    }
}
