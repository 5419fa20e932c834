import HotlineCrypto
import HotlineStore
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineNode
@testable import HotlineProtocol

@Suite("The commit service over a real store")
struct CommitServiceTests {
    @Test("a statement is told as committed when the store holds it, and again when it comes again")
    func repetition() async throws {
        let bench = try await CommitBench()
        let (arrival, _) = try bench.says(Fixed.submission(1), epoch: 0xA0)
        for _ in 0..<2 {
            let commit = try #require(try await bench.take(arrival).commit)
            #expect(commit.arrived.map(\.statement.signed) == [arrival.verified.signed])
            #expect(try bench.store.message(Fixed.messageID(1), isOwn: false)?.signed == arrival.verified.signed)
        }
        #expect(try bench.store.head(of: bench.line.id).size == 2)
    }

    @Test("a peer that goes back to an epoch of before equivocates: nothing is taken, and the node lives")
    func epochReturn() async throws {
        let bench = try await CommitBench()
        let (first, tail) = try bench.says(Fixed.submission(1), epoch: 0xA0)
        let (second, last) = try bench.says(Fixed.submission(2), epoch: 0xA1, after: tail)
        let (third, _) = try bench.says(Fixed.submission(3), epoch: 0xA0, after: last)
        #expect(third.verified.statement.ordinal == first.verified.statement.ordinal)
        _ = try await bench.take(first)
        _ = try await bench.take(second)
        let commit = try #require(try await bench.take(third, session: 7).commit)
        #expect(commit.broken.map(\.session) == [7])
        guard case .equivocation(let held, let offered) = commit.broken.first?.failure else {
            Issue.record("\(commit.broken)")
            return
        }
        #expect(held == first.verified.signed && offered == third.verified.signed)
        #expect(try bench.store.head(of: bench.line.id).size == 3)
    }

    @Test("the same in one batch is found too")
    func epochReturnInOneBatch() async throws {
        let bench = try await CommitBench()
        let (first, tail) = try bench.says(Fixed.submission(1), epoch: 0xA0)
        let (second, last) = try bench.says(Fixed.submission(2), epoch: 0xA1, after: tail)
        let (third, _) = try bench.says(Fixed.submission(3), epoch: 0xA0, after: last)
        let items = [first, second, third].map { bench.item($0) }
        var builder = BatchBuilder(
            ledgers: [bench.line.id: try #require(await bench.commits.ledger(of: bench.line.id))],
            key: bench.beta.key, agreement: .builtIn, time: Fixed.time,
            known: try KnownMessages(for: items, in: bench.store))
        for item in items { builder.add(item) }
        #expect(builder.broken.count == 1)
        #expect(builder.seal().first?.entries.count == 2)
    }

    @Test("a refused statement is logged without its body and answered on its stream; a refusal is not refused back")
    func refusals() async throws {
        let bench = try await CommitBench()
        let (arrival, tail) = try bench.says(Fixed.submission(1), epoch: 0xA0)
        let commit = try #require(try await bench.take(arrival, refusal: .unknownKind).commit)
        let answer = try #require(commit.durable?.statements.first { $0.isOwn }?.signed.statement)
        #expect(answer.kind == .refusal && answer.inReplyTo == arrival.verified.statement.messageID)
        #expect(answer.details.code == "unknown-kind" && answer.stream == arrival.verified.statement.stream)
        let stored = try #require(try bench.store.message(Fixed.messageID(1), isOwn: false))
        #expect(stored.outcome == .refused(.unknownKind))
        #expect(try bench.store.body(of: stored.rowID) == nil)

        var refusal = try Fixed.submission(2)
        refusal.kind = .refusal
        let (back, _) = try bench.says(refusal, epoch: 0xA0, after: tail)
        let silent = try #require(try await bench.take(back, refusal: .malformedBody).commit)
        #expect(silent.durable?.statements.count == 1)
    }

    @Test("a message issued again under its id is not delivered twice; the same id with another content is refused")
    func issuedAgain() async throws {
        let bench = try await CommitBench()
        let submission = try Fixed.submission(1)
        let (first, tail) = try bench.says(submission, epoch: 0xA0)
        _ = try await bench.take(first)
        let (again, last) = try bench.says(submission, epoch: 0xA0, after: tail)
        let repeated = try #require(try await bench.take(again).commit)
        #expect(repeated.durable?.statements.count == 1)
        var other = submission
        other.tlp = .clear
        let (changed, _) = try bench.says(other, epoch: 0xA0, after: last)
        let commit = try #require(try await bench.take(changed).commit)
        let codes = commit.durable?.statements.compactMap(\.signed.statement.details.code)
        #expect(codes == ["duplicate-message"])
        #expect(
            try bench.store.messages(.init(line: nil, isOwn: false, channel: nil, beforeRowID: nil, limit: 9)).count
                == 2)
    }

    @Test("a submission is answered once it is stored, a retry the same, another content under its id as a conflict")
    func submissions() async throws {
        let bench = try await CommitBench()
        let submission = try Fixed.submission(1)
        var retry = submission
        retry.body = try Fixed.body(submission.body.content, salt: 0x77)
        var other = submission
        other.body = try Fixed.body([1, 2, 3])
        async let one = bench.commits.submit(submission, on: bench.line.id)
        async let two = bench.commits.submit(retry, on: bench.line.id)
        let outcomes = [try await one, try await two]
        #expect(outcomes.count { $0 == .alreadyThere } == 1)
        #expect(outcomes.contains { if case .stored = $0 { true } else { false } })
        #expect(try await bench.commits.submit(retry, on: bench.line.id) == .alreadyThere)
        await #expect(throws: SubmitFailure.self) { try await bench.commits.submit(other, on: bench.line.id) }
        #expect(try bench.store.head(of: bench.line.id).size == 2)
    }

    /// A checkpoint of alpha's log that a session led on to from the head that is held.
    private static func checkpoint(
        _ bench: CommitBench, root: UInt8, from held: SignedHead?
    ) throws -> WitnessedCheckpoint {
        let head = Head(
            origin: try Fixed.origin(bench.alpha, bench.beta), size: 3, root: Digest.sha256([root]), issuedAt: 0)
        let name = try head.origin.noteName
        let note = try Checkpoint(origin: name, size: 3, root: head.root).signed(by: bench.alpha.key)
        return WitnessedCheckpoint(
            head: try SignedHead(signing: head, key: bench.alpha.key),
            verified: try VerifiedCheckpoint(verifying: note, origin: name, key: bench.alpha.line.key),
            witnessedFrom: held)
    }

    @Test("a checkpoint with another root than the one kept of its size ends its session, no more of the batch")
    func contradictedCheckpoint() async throws {
        let bench = try await CommitBench()
        let first = try Self.checkpoint(bench, root: 1, from: nil)
        bench.commits.enqueue(.checkpoint(bench.line.id, session: 1, .peers(first)))
        #expect(try #require(await bench.listener.next().commit).witnessed.count == 1)
        let second = try Self.checkpoint(bench, root: 2, from: first.head)
        let items = [
            CommitItem.checkpoint(bench.line.id, session: 2, .peers(second)),
            bench.item(try bench.says(Fixed.submission(1), epoch: 0xA0).0),
        ]
        var builder = BatchBuilder(
            ledgers: [bench.line.id: try #require(await bench.commits.ledger(of: bench.line.id))],
            key: bench.beta.key, agreement: .builtIn, time: Fixed.time,
            known: try KnownMessages(for: items, in: bench.store))
        for item in items { builder.add(item) }
        #expect(builder.broken.map(\.session) == [2])
        guard case .conflict(let conflict) = builder.broken.first?.failure else {
            Issue.record("\(builder.broken)")
            return
        }
        #expect(conflict.reason == .twoRoots && conflict.offered == second.head)
        #expect(conflict.note == first.verified.note.encoded())
        #expect(try bench.store.commitNow(builder.seal(), spools: []).first?.statements.count == 1)
        bench.commits.enqueue(.checkpoint(bench.line.id, session: 3, .peers(second)))
        #expect(await bench.listener.next().commit?.broken.map(\.session) == [3])
    }

    @Test("receipts and checkpoints of a log that the peer has left are not taken when they come late")
    func leftLog() async throws {
        let bench = try await CommitBench()
        let late = try Self.checkpoint(bench, root: 1, from: nil)
        let first = try Fixed.opening(bench.alpha, bench.beta)
        let next = try Fixed.opening(bench.alpha, bench.beta, id: 0xEE, after: first)
        try bench.store.setPeerOpening(bench.line.id, first)
        try await bench.commits.accept(next, streams: [], ending: nil, on: bench.line.id)
        bench.commits.enqueue(.checkpoint(bench.line.id, session: 4, .peers(late)))
        guard case .notStored(4) = await bench.listener.next() else {
            Issue.record("taken")
            return
        }
        #expect(await bench.commits.ledger(of: bench.line.id)?.state.held == nil)
    }
}
