import HotlineCrypto
import Testing
import TransparencyLog

@testable import HotlineProtocol
@testable import HotlineStore

@Suite("Checkpoints in the store")
struct CheckpointTests {
    /// Alpha's store after it witnessed beta's log.
    private static func witness(_ line: TestLine, _ head: SignedHead) async throws -> DurableBatch {
        let name = try head.head.origin.noteName
        let note = try Checkpoint(origin: name, size: head.head.size, root: head.head.root).signed(by: line.beta.key)
        let verified = try VerifiedCheckpoint(verifying: note, origin: name, key: line.beta.identity.key)
        let held = line.alphaLedger.state.held
        line.alphaLedger.take(.peers(WitnessedCheckpoint(head: head, verified: verified, witnessedFrom: held)))
        return try #require(
            try await line.alpha.store.commit([line.alphaLedger.seal(at: line.tick())], spools: []).first)
    }

    private static func head(_ line: TestLine, root: Digest? = nil) throws -> SignedHead {
        let head = try line.beta.store.head(of: line.betaLine.id)
        return try SignedHead(
            signing: Head(origin: head.origin, size: head.size, root: root ?? head.root, issuedAt: head.issuedAt),
            key: line.beta.key)
    }

    @Test("a peer's checkpoint is durable with its head before it can be cosigned, and no leaf comes of it")
    func peers() async throws {
        let line = try TestLine()
        let size = try line.alpha.store.head(of: line.alphaLine.id).size
        let head = try Self.head(line)
        let durable = try await Self.witness(line, head)
        // Only the batch that the store committed gives what a cosignature is made of.
        let checkpoint = try #require(durable.checkpoints.first)
        try line.alpha.close()
        try line.alpha.reopen()
        let kept = try line.alpha.store.checkpoints(of: line.alphaLine.id, origin: head.head.origin, limit: 10)
        #expect(kept.map(\.size) == [head.head.size] && kept.map(\.root) == [head.head.root])
        #expect(kept.first?.note == checkpoint.witnessed.verified.note.encoded())
        #expect(kept.first?.cosignedAt?.seconds == checkpoint.time.seconds)
        #expect(try line.alpha.store.ledgerState(of: line.alphaLine.id).held == head)
        #expect(try line.alpha.store.head(of: line.alphaLine.id).size == size)
    }

    @Test("the cosignature is a pure function of what was committed")
    func pure() async throws {
        let line = try TestLine()
        let durable = try await Self.witness(line, try Self.head(line))
        let checkpoint = try #require(durable.checkpoints.first)
        let frames = try (0..<2).map { _ in
            try checkpoint.frame(as: line.alpha.identity.name, key: line.alpha.key)
        }
        #expect(frames[0] == frames[1])
        guard case .cosignature(let frame) = frames[0], case .cosigned(let bytes) = frame.answer,
            let signature = NoteSignature(parsing: bytes)
        else {
            Issue.record("no cosignature")
            return
        }
        let verified = try VerifiedCheckpoint(
            verifying: try checkpoint.witnessed.verified.note.adding(signature), origin: frame.origin.noteName,
            key: line.beta.identity.key, cosigners: [line.alpha.identity])
        #expect(verified.cosignatures.map(\.time) == [checkpoint.time.seconds])
    }

    @Test("witnessed again at the same size, the row has the newer times and stays one")
    func again() async throws {
        let line = try TestLine()
        let head = try Self.head(line)
        _ = try await Self.witness(line, head)
        let second = try await Self.witness(line, head)
        let kept = try line.alpha.store.checkpoints(of: line.alphaLine.id, origin: head.head.origin, limit: 10)
        #expect(kept.map(\.storedAt) == [second.batch.time])
    }

    @Test("another root at the same size is refused by the database itself, and nothing is changed")
    func otherRoot() async throws {
        let line = try TestLine()
        let head = try Self.head(line)
        _ = try await Self.witness(line, head)
        let other = try Self.head(line, root: Digest.sha256([1]))
        await #expect(throws: StoreError.self) { _ = try await Self.witness(line, other) }
        let kept = try line.alpha.store.checkpoints(of: line.alphaLine.id, origin: head.head.origin, limit: 10)
        #expect(kept.map(\.root) == [head.head.root])
        #expect(try line.alpha.store.ledgerState(of: line.alphaLine.id).held == head)
    }

    @Test("an own checkpoint is kept with the peer's cosignature and its time, however far off that is")
    func own() async throws {
        let line = try TestLine()
        let head = try line.alpha.store.head(of: line.alphaLine.id)
        let name = try head.origin.noteName
        let note = try Checkpoint(origin: name, size: head.size, root: head.root).signed(by: line.alpha.key)
        let verified = try VerifiedCheckpoint(verifying: note, origin: name, key: line.alpha.identity.key)
        for (time, milliseconds) in [(UInt64(7), UInt64(7000)), (UInt64(Int64.max), UInt64(Int64.max))] {
            line.alphaLedger.take(.own(CosignedCheckpoint(verified: verified, cosignedAt: time)))
            _ = try await line.alpha.store.commit([line.alphaLedger.seal(at: line.tick())], spools: [])
            let kept = try line.alpha.store.checkpoints(of: line.alphaLine.id, origin: head.origin, limit: 10)
            #expect(kept.map(\.cosignedAt) == [UTCTime(milliseconds: milliseconds)])
        }
    }

    @Test("the lines against whose peers something is kept are known, removed ones too")
    func evidence() throws {
        let line = try TestLine()
        let store = line.alpha.store
        #expect(try store.linesWithEvidence().isEmpty)
        try store.stopLine(line.alphaLine.id, reason: "fork", objects: [[1], [2], [3]], at: line.time)
        try store.removeLine(line.alphaLine.id, at: line.time)
        #expect(try store.linesWithEvidence() == [line.alphaLine.id])
        #expect(try store.evidence(of: line.alphaLine.id).map(\.objects) == [[[1], [2], [3]]])
    }
}
