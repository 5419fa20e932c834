import HotlineCrypto
@_spi(Store) import HotlineProtocol
import HotlineStore
import HotlineTestSupport

/// Alpha's database was restored from a copy, and its line goes on in a new log: statements that were there, that were lost, that
/// came back without a body, that were queued; refusals that came back with and without what they refuse; messages of the peer
/// that come a second time.
final class Recovery {
    private typealias Said = (signed: SignedStatement, body: KeptBody)

    let line: AuditedLine
    /// What beta has lost when it recovers: all but alpha's first message.
    private(set) var again: [VerifiedStatement] = []
    private let first: SignedStatement
    private var heard: [Said] = []
    private var refused: [Said] = []
    private var peerLog: LineID?

    init() async throws {
        line = try AuditedLine()
        let said = try line.own(
            of: try await line.say([try line.submission("one"), try line.submission("urgent", "csirt", .flash)]))
        first = try Sample.need(said.first).verified.signed
        try await line.receipt(said.map(\.verified))
        heard += try await line.hear([try line.submission("heard")]).said
        let here = try await refuse("refused") + line.own(of: try await line.say([try line.submission("queued")]))
        let copy = try line.copyAlpha()
        let lost = try await lose()
        try line.restoreAlpha(copy)
        let since = try line.submission("queued since")
        try await line.say([since])
        try line.succeed(here + lost, logID: 0xA2)
        try await hearAgain()
        let queued = try Sample.need(try line.alpha.store.message(since.messageID, isOwn: true)).signed
        let issued = try VerifiedStatement(
            verifying: queued, sender: line.alpha.identity.line, recipient: line.beta.identity.line.name)
        let taken = (here + lost).map(\.verified) + [issued]
        try await line.receipt(taken)
        again = [said[1].verified] + taken
    }

    /// After the copy: two messages, a refusal, and messages of the peer of which one is delivered.
    private func lose() async throws -> [AuditedLine.Returned] {
        var lost = try line.own(
            of: try await line.say([try line.submission("lost"), try line.submission("gone")]))
        lost[1].body = .absent
        lost += try await refuse("refused and lost")
        heard += try await line.hear([try line.submission("heard and lost")]).said
        return lost
    }

    private func refuse(_ text: String) async throws -> [AuditedLine.Returned] {
        let (said, taken) = try await line.hear([try line.submission(text)]) { _ in .refused(.unknownKind) }
        refused += said
        return try line.own(of: taken)
    }

    /// What alpha has lost comes again; the refusal is there already. What it has is logged again.
    private func hearAgain() async throws {
        try line.take(refused[1].signed, .refused(.unknownKind))
        try line.take(heard[1].signed, .delivered(heard[1].body))
        try await line.commitAlpha()
        line.alphaLedger.takeAgain(
            try VerifiedStatement(
                verifying: heard[0].signed, sender: line.beta.identity.line, recipient: line.alpha.identity.line.name))
        try await line.commitAlpha()
    }

    /// Beta's database was restored too, and goes on in a new log with what it said before.
    func recoverBeta() async throws {
        peerLog = try line.succeedBeta(holding: first).record.id
        try await line.hear(again: [
            (heard[0].signed, .repeated), (refused[0].signed, .refused(.unknownKind)),
            (refused[1].signed, .refused(.unknownKind)), (heard[1].signed, .repeated),
        ])
    }

    /// Beta takes again what it has lost.
    func receiptAgain() async throws { try await line.receipt(again, in: peerLog) }
}
