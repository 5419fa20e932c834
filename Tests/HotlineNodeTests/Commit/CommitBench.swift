import Foundation
import HotlineCrypto
import HotlineStore
import HotlineTestSupport
import Logging
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

/// The shared fixtures; this test target has samples of its own.
typealias Fixed = HotlineTestSupport.Sample

/// Beta's commit service over a real store, with alpha as a peer that may say anything that its key can sign.
final class CommitBench: Sendable {
    let home: Home
    let store: SQLiteStore
    let line: LineRecord
    let commits: CommitService
    let listener = CommitRecorder()
    let (alpha, beta): (TestIdentity, TestIdentity)
    private let alphaOpening: LogOpening

    init() async throws {
        (alpha, beta) = (try TestIdentity.alpha(), try TestIdentity.beta())
        home = Home(path: "/tmp/hotline-commit-\(UInt32.random(in: 0...UInt32.max))")
        try home.makeDirectories()
        try SQLiteStore.create(home: home, identity: beta.line, at: Fixed.time)
        store = try SQLiteStore.open(home: home, identity: beta.line, epoch: try Fixed.epoch(0xB0), at: Fixed.time)
        line = try store.addLine(
            peer: alpha.line, routes: [], key: beta.key, at: Fixed.time, logID: [UInt8](repeating: 1, count: 8))
        alphaOpening = try Fixed.opening(alpha, beta)
        commits = CommitService(
            store: store, key: beta.key, agreement: .builtIn, clock: NodeClock(), logger: Logger(label: "test"))
        let ledger = LineLedger(
            local: beta.line, peer: alpha.line, opening: line.opening, epoch: store.epoch,
            state: try store.ledgerState(of: line.id))
        await commits.open(line.id, ledger: ledger, listener: listener)
    }

    deinit { try? FileManager.default.removeItem(atPath: home.path) }

    /// What alpha signs at this place, after the statement before.
    func says(
        _ submission: Submission, epoch: UInt8, after tail: StreamTail? = nil
    ) throws -> (Arrival, StreamTail) {
        var state = LedgerState()
        state.ownTails[submission.stream] = tail
        var ledger = LineLedger(
            local: alpha.line, peer: beta.line, opening: alphaOpening, epoch: try Fixed.epoch(epoch), state: state)
        let signed = try ledger.issue(submission, agreement: .builtIn, key: alpha.key, at: Fixed.time)
        let verified = try VerifiedStatement(verifying: signed, sender: alpha.line, recipient: beta.line.name)
        let next = StreamTail(ordinal: signed.statement.ordinal, digest: signed.digest)
        return (Arrival(verified: verified, transfer: 1, body: .whole(submission.body)), next)
    }

    /// Hands an arrival over and gives what its commit told.
    func take(_ arrival: Arrival, session: UInt64 = 1, refusal: RefusalCode? = nil) async throws -> CommitRecorder.Told
    {
        commits.enqueue(item(arrival, session: session, refusal: refusal))
        return await listener.next()
    }

    /// An arrival as its line hands it over.
    func item(_ arrival: Arrival, session: UInt64 = 1, refusal: RefusalCode? = nil) -> CommitItem {
        guard case .whole(let body) = arrival.body else { preconditionFailure("samples are short") }
        return .arrival(line.id, session: session, arrival.verified, .whole(body), refusal: refusal)
    }
}

/// What a line would be told.
actor CommitRecorder: CommitListener {
    enum Told: Sendable {
        case commit(LineCommit)
        case notStored(UInt64)
    }

    private var told: [Told] = []
    private var waiting: [CheckedContinuation<Told, Never>] = []

    func committed(_ commit: LineCommit) { add(.commit(commit)) }

    func notStored(_ session: UInt64) { add(.notStored(session)) }

    func next() async -> Told {
        if !told.isEmpty { return told.removeFirst() }
        return await withCheckedContinuation { waiting.append($0) }
    }

    private func add(_ item: Told) {
        if waiting.isEmpty { told.append(item) } else { waiting.removeFirst().resume(returning: item) }
    }
}

extension CommitRecorder.Told {
    var commit: LineCommit? {
        if case .commit(let commit) = self { return commit }
        return nil
    }
}
