import CBOR
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Statement")
struct StatementTests {
    let forge: StatementForge

    init() throws {
        forge = try StatementForge()
    }

    @Test("a statement with every member is read back as it was signed")
    func roundTrip() throws {
        let signed = try forge.signed()
        let verified = try forge.verify(signed.bytes)
        #expect(verified.statement == forge.statement)
        #expect(verified.signed == signed)
        #expect(verified.statement.isUnderstood)
        #expect(signed.digest == Digest.sha256(signed.bytes))
        #expect(signed.bytes.count <= Limits.statementBytes)
    }

    @Test(
        "a statement without its optional members is understood",
        arguments: [StatementKey.inReplyTo, StatementKey.acknowledgeBy, StatementKey.details])
    func optional(_ key: CBORValue) throws {
        #expect(try forge.verify(forge.bytes(setting: key, to: nil)).statement.isUnderstood)
    }

    @Test("a body without a language is understood")
    func noLanguage() throws {
        let statement = try forge.verify(forge.bytes(settingBody: 4, to: nil)).statement
        #expect(statement.isUnderstood)
        #expect(statement.body.language == nil)
    }

    @Test("no bit of a statement can be turned over")
    func bitFlips() throws {
        for flipped in try forge.signed().bytes.bitFlips {
            #expect(throws: StatementError.self) { try forge.verify(flipped) }
        }
    }

    @Test("a statement cut short anywhere is refused, and so is one with a byte more")
    func truncation() throws {
        let bytes = try forge.signed().bytes
        for part in bytes.truncations {
            #expect(throws: StatementError.self) { try forge.verify(part) }
        }
        #expect(throws: StatementError.self) { try forge.verify(bytes + [0]) }
    }

    @Test("a statement over its limit is refused before it is looked at")
    func tooLarge() {
        let bytes = [UInt8](repeating: 0, count: Limits.statementBytes + 1)
        #expect(throws: StatementError.tooLarge) { try SignedStatement(decoding: bytes) }
    }

    @Test("the largest statement that the limits of its members allow fits")
    func largest() throws {
        let name = String(repeating: "a", count: NodeName.maximumCount)
        let alpha = try TestIdentity(name, seed: Hex.encode([UInt8](repeating: 1, count: 32)))
        let channel = try Sample.need(ChannelName(String(repeating: "c", count: Limits.channelNameCharacters)))
        let officer = String(repeating: "o", count: Limits.officerBytes)
        var details = try Sample.need(StatementDetails(decision: .accepted, officer: officer))
        details.code = String(repeating: "x", count: Limits.codeCharacters)
        let body = BodyDescriptor(
            digest: .zero, size: Limits.bodyBytes,
            mediaType: "a/" + String(repeating: "m", count: Limits.mediaTypeCharacters - 2),
            language: "en-abcdefgh-abcdefgh-abcdefgh-abcde")
        let largest = Statement(
            sender: alpha.line.name, recipient: alpha.line.name, stream: Stream(channel: channel, precedence: .flash),
            ordinal: try Sample.need(Ordinal(epoch: Sample.epoch(1), sequence: UInt64(Int64.max))), previous: .zero,
            kind: try Sample.need(KindName(String(repeating: "k", count: Limits.kindNameCharacters))),
            messageID: try Sample.messageID(1), agreement: .zero, body: try Sample.need(body), tlp: .amberStrict,
            inReplyTo: try Sample.messageID(2), acknowledgeBy: Limits.acknowledgeBySeconds, details: details,
            issuedAt: UInt64(Int64.max), isUnderstood: true)
        let signed = try SignedStatement(signing: largest, key: alpha.key)
        #expect(signed.statement == largest)
        #expect(signed.bytes.count < Limits.statementBytes / 2)
    }

    @Test("only the pinned key of the sender, and only for its recipient, makes a verified statement")
    func parties() throws {
        let (signed, gamma) = (try forge.signed(), try TestIdentity.gamma())
        let (alpha, beta) = (forge.alpha.line, forge.beta.line)
        #expect(throws: StatementError.wrongSender) {
            try VerifiedStatement(verifying: signed, sender: gamma.line, recipient: beta.name)
        }
        #expect(throws: StatementError.wrongRecipient) {
            try VerifiedStatement(verifying: signed, sender: alpha, recipient: gamma.line.name)
        }
        let impostor = KeyLine(name: alpha.name, key: gamma.line.key)
        #expect(throws: StatementError.badSignature) {
            try VerifiedStatement(verifying: signed, sender: impostor, recipient: beta.name)
        }
    }

    @Test("a statement reflected to its author is refused")
    func reflected() throws {
        let signed = try forge.signed()
        #expect(throws: StatementError.wrongSender) {
            try VerifiedStatement(verifying: signed, sender: forge.beta.line, recipient: forge.alpha.line.name)
        }
    }

    @Test("what a reader would refuse is not signed")
    func notSigned() throws {
        var (alpha, _) = try newParties()
        var submission = try Sample.submission(1)
        submission.acknowledgeBy = 0
        alpha.submit(submission)
        #expect(throws: LedgerError.statement(.malformed("acknowledge-by"))) { try alpha.commit() }
        submission.acknowledgeBy = nil
        submission.details.officer = String(repeating: "o", count: Limits.officerBytes + 1)
        try alpha.reopen(epoch: alpha.ledger.epoch)
        alpha.submit(submission)
        #expect(throws: LedgerError.statement(.malformed("officer"))) { try alpha.commit() }
        #expect(alpha.own.isEmpty)
    }
}
