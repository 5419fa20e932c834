import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineProtocol

@Suite("Checkpoints of a session")
struct CheckpointTests {
    @Test("a checkpoint is committed, cosigned, and its cosignature committed by the other side")
    func exchange() throws {
        var (alpha, beta) = try witnessingParties()
        alpha.session?.wantCheckpoint()
        #expect(alpha.session?.awaitsCosignature == true)
        #expect(try alpha.words(with: &beta) == ["checkpoint", "cosignature 1"])
        #expect(alpha.session?.awaitsCosignature == false)
        let cosigned = try #require(alpha.cosigned.first)
        #expect(cosigned.cosignedAt == Sample.time.seconds)
        // Anybody with the two key lines says the same.
        let note = try SignedNote(parsing: cosigned.verified.note.encoded())
        let verified = try VerifiedCheckpoint(
            verifying: note, origin: alpha.opening.origin.noteName, key: alpha.identity.line.key,
            cosigners: [beta.identity.line])
        #expect(verified.checkpoint.size == 1 && verified.checkpoint.root == alpha.opening.leafHash)
        #expect(verified.cosignatures.map(\.time) == [Sample.time.seconds])
        #expect(beta.witnessed.map(\.head.head.size) == [1])
        #expect(beta.ledger.state.held?.head.size == 1 && beta.head.size == 1, "held, and not logged")
    }

    @Test("no cosignature leaves before the commit of the checkpoint")
    func persistFirst() throws {
        var (alpha, beta) = try witnessingParties()
        alpha.session?.wantCheckpoint()
        try carry(from: &alpha, to: &beta)
        #expect(try beta.pullAll().isEmpty)
        try beta.commit()
        #expect(try beta.pullAll().map(\.word) == ["cosignature 1"])
    }

    @Test("a crash between the commit and the cosignature loses the cosignature and not the checkpoint")
    func crash() throws {
        var (alpha, beta) = try witnessingParties()
        try alpha.say(Sample.submission(1))
        alpha.session?.wantCheckpoint()
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        let held = beta.ledger.state.held
        try beta.reopen(epoch: Sample.epoch(0xB1))
        #expect(held?.head.size == 2 && beta.ledger.state.held == held)
        alpha.disconnect()
        try connect(&alpha, &beta)
        alpha.session?.wantCheckpoint()
        #expect(try alpha.words(with: &beta).contains("cosignature 2"))
        #expect(alpha.cosigned.map(\.verified.checkpoint.size) == [2])
    }

    @Test("checkpoints and receipts are one sequence of heads, in whatever order they come", arguments: 0..<24)
    func order(_ seed: Int) throws {
        var (alpha, beta) = try witnessingParties()
        var random = SeededRandom(seed: UInt64(seed))
        for number in 1...20 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0: try alpha.say(Sample.submission(UInt64(number)))
            case 1: try beta.say(Sample.submission(UInt64(100 + number)))
            case 2: alpha.session?.wantCheckpoint()
            case 3: beta.session?.wantCheckpoint()
            case 4: try carry(from: &alpha, to: &beta)
            default:
                try carry(from: &beta, to: &alpha)
                try beta.commit()
                try alpha.commit()
            }
        }
        alpha.session?.wantCheckpoint()
        beta.session?.wantCheckpoint()
        try pump(&alpha, &beta)
        #expect(alpha.unreceipted.isEmpty && beta.unreceipted.isEmpty)
        #expect(alpha.session?.awaitsCosignature == false && beta.session?.awaitsCosignature == false)
        let sizes = alpha.cosigned.map(\.verified.checkpoint.size)
        #expect(!sizes.isEmpty && sizes == sizes.sorted())
        #expect(try #require(beta.ledger.state.held?.head.size) >= sizes.last ?? 0)
        #expect(alpha.declined.isEmpty && beta.declined.isEmpty)
    }

    @Test("a checkpoint passes between the pieces of a body")
    func duringTransfer() throws {
        var (alpha, beta) = try witnessingParties()
        try alpha.say(Sample.submission(1, size: 5 * Limits.chunkBytes))
        var words: [String] = []
        for _ in 0..<2 {
            let frame = try #require(try alpha.pull())
            words.append(frame.word)
            try beta.receive(frame)
        }
        alpha.session?.wantCheckpoint()
        let frame = try #require(try alpha.pull())
        words.append(frame.word)
        try beta.receive(frame)
        try beta.commit()
        #expect(words == ["statement", "chunk@16384", "checkpoint"])
        #expect(try beta.pull()?.word == "cosignature 2")
    }

    @Test("one checkpoint is outstanding at a time; those wanted meanwhile become one")
    func outstanding() throws {
        var (alpha, beta) = try witnessingParties()
        for _ in 0..<3 { alpha.session?.wantCheckpoint() }
        let first = try alpha.pullAll()
        #expect(first.map(\.word) == ["checkpoint"])
        for _ in 0..<3 { alpha.session?.wantCheckpoint() }
        #expect(try alpha.pullAll().isEmpty)
        for frame in first { try beta.receive(frame) }
        #expect(try alpha.words(with: &beta) == ["cosignature 1", "checkpoint", "cosignature 1"])
    }

    @Test("a peer whose HELLO does not offer checkpoints gets none", arguments: [true, false])
    func earlierVersion(_ alphaIsNew: Bool) throws {
        var (alpha, beta) = try newParties()
        if alphaIsNew { alpha.capabilities = [Capability.checkpoints, "later"] } else { beta.capabilities = ["x"] }
        try connect(&alpha, &beta)
        alpha.session?.wantCheckpoint()
        #expect(alpha.session?.exchangesCheckpoints == false && alpha.session?.awaitsCosignature == false)
        #expect(try pump(&alpha, &beta).isEmpty)
        beta.expectViolation(try alpha.checkpoint(from: 1))
    }

    @Test("one that was wanted before the session was live is sent when it is")
    func early() throws {
        var (alpha, beta) = try newParties()
        (alpha.capabilities, beta.capabilities) = ([Capability.checkpoints], [Capability.checkpoints])
        try alpha.connect()
        try beta.connect()
        alpha.session?.wantCheckpoint()
        #expect(try alpha.words(with: &beta) == ["hello", "hello", "checkpoint", "cosignature 1"])
    }
}
