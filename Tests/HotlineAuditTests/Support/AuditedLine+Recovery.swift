import Foundation
import HotlineArchive
import HotlineAudit
import HotlineCrypto
@_spi(Store) import HotlineProtocol
import HotlineStore
import HotlineTestSupport

/// Databases that were restored from older copies, and the logs that follow.
extension AuditedLine {
    typealias Returned = (verified: VerifiedStatement, body: KeptBody)

    /// The keys of both.
    var keys: AuditKeys { AuditKeys([alpha.identity.line, beta.identity.line]) }

    /// Alpha's database as it is; its daemon is started anew.
    func copyAlpha() throws -> Data {
        try alpha.store.close()
        let copy = try Data(contentsOf: URL(fileURLWithPath: alpha.home.database))
        try reopenAlpha()
        return copy
    }

    /// Puts a copy in the place of alpha's database.
    func restoreAlpha(_ copy: Data) throws {
        try alpha.store.close()
        for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: alpha.home.database + end) }
        try copy.write(to: URL(fileURLWithPath: alpha.home.database))
        try reopenAlpha()
    }

    private func reopenAlpha() throws {
        try alpha.reopen()
        alphaLedger = try alpha.ledger(try Sample.need(try alpha.store.lines().first))
    }

    /// Alpha's own statements of a batch, as beta would give them back.
    func own(of batch: DurableBatch) throws -> [Returned] {
        try batch.batch.entries.compactMap { entry in
            guard case .own(let signed, let body) = entry.content else { return nil }
            let verified = try VerifiedStatement(
                verifying: signed, sender: alpha.identity.line, recipient: beta.identity.line.name)
            return (verified, body)
        }
    }

    /// Alpha goes on in a new log.
    @discardableResult
    func succeed(_ returned: [Returned], after predecessor: Predecessor? = nil, logID: UInt8) throws -> SucceededLine {
        let newest = try Sample.need(try alpha.store.lines().first)
        let named = Predecessor(origin: newest.opening.origin, size: 1, root: newest.opening.leafHash)
        let succeeded = try alpha.store.succeed(
            newest.id, with: Succession(predecessor: predecessor ?? named, returned: returned),
            key: alpha.identity.key, at: tick(),
            logID: [UInt8](repeating: logID, count: LogOrigin.idByteCount), epoch: try Sample.epoch(logID))
        alphaLedger = succeeded.ledger
        return succeeded
    }

    /// Beta goes on in a new log after the head that alpha holds: it issues again all that has no receipt. Alpha takes the new
    /// log, and is to send again what follows `tail`.
    func succeedBeta(holding tail: SignedStatement) throws -> SucceededLine {
        let held = try Sample.need(alphaLedger.state.held).head
        let succeeded = try beta.store.succeed(
            betaLine.id, with: Succession(predecessor: Predecessor(of: held), returned: []), key: beta.identity.key,
            at: tick(), logID: [UInt8](repeating: 0xB3, count: LogOrigin.idByteCount),
            epoch: try Sample.epoch(0xB3))
        let stream = HeldStream(
            stream: tail.statement.stream, tail: StreamTail(ordinal: tail.statement.ordinal, digest: tail.digest))
        var state = succeeded.ledger.state
        state.peerTails = [stream.stream: stream.tail]
        betaLedger = LineLedger(
            local: beta.identity.line, peer: alpha.identity.line, opening: succeeded.record.opening,
            epoch: succeeded.ledger.epoch, state: state)
        let line = try Sample.need(try alpha.store.lines().first)
        try alpha.store.acceptSuccessor(
            line.id, opening: succeeded.record.opening, streams: [stream], ending: nil, at: tick())
        alphaLedger.beginPeerLog(succeeded.record.opening.origin)
        return succeeded
    }

    /// Alpha takes again what beta said before, issued again in another epoch.
    func hear(again said: [(signed: SignedStatement, outcome: Outcome)]) async throws {
        var ledger = LineLedger(
            local: beta.identity.line, peer: alpha.identity.line, opening: betaLine.opening,
            epoch: try Sample.epoch(0x98), state: LedgerState(ownTails: alphaLedger.state.peerTails))
        for (signed, _) in said {
            try ledger.issueAgain(signed.statement, .absent, key: beta.identity.key, at: time)
        }
        let entries = ledger.seal(at: time).entries
        for (entry, outcome) in zip(entries, said.map(\.outcome)) {
            if case .own(let signed, _) = entry.content { try take(signed, outcome) }
        }
        try await commitAlpha()
    }

    /// Beta takes these statements of alpha, and alpha the receipts.
    func receipt(_ statements: [VerifiedStatement], in log: LineID? = nil) async throws {
        for verified in statements { _ = try betaLedger.take(verified, outcome: .repeated) }
        let durable = try Sample.need(try await beta.store.commit([betaLedger.seal(at: tick())]).first)
        try await receipt(durable.statements.filter { !$0.isOwn }, of: log)
    }

    /// The audit of alpha's database.
    func audit() throws -> AuditVerdict {
        let source = try DatabaseSource(path: alpha.home.database)
        defer { source.close() }
        return Auditor(source: source, keys: keys).audit()
    }
}
