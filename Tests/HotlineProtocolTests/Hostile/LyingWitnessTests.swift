import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineProtocol

/// Each lie about checkpoints has its own outcome.
@Suite("Lies about checkpoints")
struct LyingWitnessTests {
    var alpha: MemoryParty
    var beta: MemoryParty

    /// Beta holds alpha's log at size 2; alpha's log has 4 entries.
    init() throws {
        (alpha, beta) = try witnessingParties()
        try alpha.say(Sample.submission(1))
        alpha.session?.wantCheckpoint()
        try pump(&alpha, &beta)
        // What alpha says from here on stays unsent.
        try alpha.say(Sample.submission(2), Sample.submission(3))
    }

    private func held(_ party: MemoryParty) throws -> UInt64 { try #require(party.ledger.state.held?.head.size) }

    private mutating func conflict(_ frame: Frame) throws -> HistoryConflict {
        let failure = #expect(throws: SessionFailure.self) { try beta.receive(frame) }
        guard case .conflict(let conflict) = failure else { throw TestIdentity.Malformed() }
        return conflict
    }

    @Test("one below the largest head held is answered with the held size and never cosigned")
    mutating func below() throws {
        let size = try held(beta)
        #expect(try beta.receive(try alpha.checkpoint(size: 1, from: 1)) == .nothing)
        #expect(try beta.pullAll().map(\.word) == ["held \(size)"])
        try beta.commit()
        #expect(try beta.pullAll().isEmpty && held(beta) == size)
    }

    @Test("a path from another size than the one held is answered with the held size and never cosigned")
    mutating func oldSize() throws {
        let size = try held(beta)
        #expect(try beta.receive(try alpha.checkpoint(from: size - 1)) == .nothing)
        #expect(try beta.pullAll().map(\.word) == ["held \(size)"])
        #expect(try held(beta) == size)
    }

    @Test("the same size with another root is a fork, with both heads and the note as evidence")
    mutating func sameSize() throws {
        let size = try held(beta)
        let before = beta.ledger.state.held
        let conflict = try conflict(try alpha.checkpoint(size: size, root: Digest.sha256([1]), from: size))
        #expect(conflict.reason == .fork && conflict.held == before && conflict.objects.count == 3)
    }

    @Test("a larger one whose path does not hold is a fork")
    mutating func badProof() throws {
        let size = try held(beta)
        let conflict = try conflict(try alpha.checkpoint(from: size, path: [Digest.sha256([7])]))
        #expect(conflict.reason == .fork && conflict.offered.head.size == alpha.head.size)
    }

    @Test("a larger one of another history is a fork")
    mutating func forked() throws {
        let size = try held(beta)
        let conflict = try conflict(try alpha.checkpoint(root: Digest.sha256([9]), from: size))
        #expect(conflict.reason == .fork)
    }

    @Test("a head and a note of one size with two roots is a fork by itself")
    mutating func twoRoots() throws {
        let conflict = try conflict(try alpha.checkpoint(noteRoot: Digest.sha256([9]), from: held(beta)))
        #expect(conflict.reason == .twoRoots && conflict.objects.count == 2)
    }

    @Test("one of another log of the same owner is a fork")
    mutating func otherLog() throws {
        let origin = try Sample.origin(TestIdentity.alpha(), TestIdentity.beta(), id: 0xEE)
        let conflict = try conflict(try alpha.checkpoint(from: held(beta), origin: origin))
        #expect(conflict.reason == .fork)
    }

    @Test("a note that another key signed is a violation")
    mutating func otherKey() throws {
        beta.expectViolation(try alpha.checkpoint(from: held(beta), noteKey: TestIdentity.gamma().key))
    }

    @Test("a head that another key signed, a note of another size, and further signatures are violations")
    mutating func otherSlips() throws {
        guard case .checkpoint(let honest) = try alpha.checkpoint(from: held(beta)),
            case .checkpoint(let smaller) = try alpha.checkpoint(size: held(beta), from: held(beta))
        else { throw TestIdentity.Malformed() }
        let changed = honest.head.flipping(bit: honest.head.count * 8 - 9)
        let note = try SignedNote(parsing: honest.note)
        let gamma = NoteSigner(name: NoteName(try TestIdentity.gamma().line.name), key: try TestIdentity.gamma().key)
        let more = try note.adding(gamma.sign(note.text)).encoded()
        for frame in [
            CheckpointFrame(head: changed, note: honest.note, consistency: honest.consistency),
            CheckpointFrame(head: honest.head, note: smaller.note, consistency: honest.consistency),
            CheckpointFrame(head: honest.head, note: more, consistency: honest.consistency),
        ] {
            var beta = beta
            beta.expectViolation(.checkpoint(frame))
        }
    }

    @Test("a second one before the answer to the first is a violation")
    mutating func flood() throws {
        let frame = try alpha.checkpoint(from: held(beta))
        _ = try beta.receive(frame)
        beta.expectViolation(frame)
    }

    @Test("a cosignature of other text, by another key, for another size, or of nothing is a violation")
    mutating func cosignatures() throws {
        alpha.session?.wantCheckpoint()
        let frames = try alpha.pullAll()
        #expect(frames.last?.word == "checkpoint" || frames.contains { $0.word == "checkpoint" })
        let other = try Checkpoint(origin: alpha.opening.origin.noteName, size: alpha.head.size, root: .zero)
        func line(_ who: TestIdentity, _ checkpoint: Checkpoint) throws -> [UInt8] {
            let note = try checkpoint.signed(by: alpha.identity.key)
            let verified = try VerifiedCheckpoint(
                verifying: note, origin: checkpoint.origin, key: alpha.identity.line.key)
            return try NoteSigner(name: NoteName(who.line.name), key: who.key).cosign(verified, at: 1).line
        }
        let own = try Checkpoint(origin: alpha.opening.origin.noteName, size: alpha.head.size, root: alpha.head.root)
        let (beta, gamma) = (try TestIdentity.beta(), try TestIdentity.gamma())
        let origin = alpha.opening.origin
        let lies: [(UInt64, CosignatureFrame.Answer)] = [
            (alpha.head.size, .cosigned(try line(beta, other))),
            (alpha.head.size, .cosigned(try line(gamma, own))), (alpha.head.size, .cosigned([1, 2, 3])),
            (alpha.head.size + 1, .cosigned(try line(beta, own))), (alpha.head.size + 1, .held(1)),
        ]
        for (size, answer) in lies {
            var alpha = alpha
            alpha.expectViolation(.cosignature(CosignatureFrame(origin: origin, size: size, answer: answer)))
        }
        let good = CosignatureFrame(origin: origin, size: alpha.head.size, answer: .cosigned(try line(beta, own)))
        try alpha.receive(.cosignature(good))
        alpha.expectViolation(.cosignature(good), "a second answer")
    }

    @Test("every bit of a checkpoint turned over is no frame, a violation, a fork or no cosignature")
    mutating func bits() throws {
        guard case .checkpoint(let honest) = try alpha.checkpoint(from: held(beta)) else {
            throw TestIdentity.Malformed()
        }
        for bit in stride(from: 0, to: honest.note.count * 8, by: 3) {
            var beta = beta
            let frame = CheckpointFrame(
                head: honest.head, note: honest.note.flipping(bit: bit), consistency: honest.consistency)
            #expect(throws: SessionFailure.self, "bit \(bit)") { try beta.receive(.checkpoint(frame)) }
        }
    }
}
