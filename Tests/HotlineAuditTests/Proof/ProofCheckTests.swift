import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import Testing
import TransparencyLog

@Suite("What a proof file shows")
struct ProofCheckTests {
    @Test("who said it, when the other side had it, what was decided, and the cosigned checkpoint")
    func whole() throws {
        let sample = try ProofSample()
        let report = try sample.check(sample.bytes())
        #expect(report.verdict == .proven)
        #expect(report.fault == nil && report.missing.isEmpty)
        let message = try #require(report.message)
        #expect(message.statement == sample.message.statement && message.digest == sample.message.digest)
        #expect(try message.body == sample.body())
        let received = try sample.line.beta.durable(sample.message)
        #expect(message.receipts.map(\.index) == [received.leafIndex])
        #expect(message.receipts.map(\.receivedAt) == [received.head.issuedAt])
        #expect(message.receipts.map(\.log) == [received.head.origin])
        #expect(message.checkpoint?.entry.log == sample.line.alpha.heads.last?.origin)
        #expect(message.checkpoint?.cosignature?.node == sample.line.beta.identity.line.name)
        #expect(message.checkpoint?.cosignature?.time == 1_795_300_000)
        let answer = try #require(report.answers.first)
        #expect(answer.statement.details.decision == .accepted)
        #expect(answer.receipts.map(\.log.owner) == [sample.line.alpha.identity.line.name])
    }

    @Test("a file is read back as it was made")
    func codec() throws {
        let file = try ProofSample().file()
        #expect(try ProofFile(decoding: file.encoded()) == file)
    }

    @Test("what is not in the file is named: receipt, content, checkpoint, decision")
    func missing() throws {
        let sample = try ProofSample()
        let report = try sample.check(ProofItem(statement: sample.message, receipts: []))
        #expect(report.verdict == .proven)
        #expect(report.missing == [.receipt(by: sample.keys[1].name), .body, .checkpoint, .answer])
        let bare = try sample.check(
            sample.messageItem(), answers: [ProofItem(statement: sample.answer, receipts: [])])
        #expect(bare.missing == [.answerReceipt(1, by: sample.keys[0].name)])
    }

    @Test("the receipt of whoever said it does not stand for the recipient's")
    func ownReceipt() throws {
        let sample = try ProofSample()
        let own = try sample.line.alpha.receipt(sample.message)
        let report = try sample.check(ProofItem(statement: sample.message, receipts: [own]))
        #expect(report.verdict == .proven)
        #expect(report.message?.receipts.map(\.log.owner) == [sample.keys[0].name])
        #expect(report.missing.contains(.receipt(by: sample.keys[1].name)))
        let both = ProofItem(
            statement: sample.message, receipts: [own, try sample.line.beta.receipt(sample.message)])
        #expect(try sample.check(both).message?.receipts.count == 2)
    }

    @Test("a checkpoint without the other party's cosignature says so")
    func noCosignature() throws {
        let sample = try ProofSample()
        let item = ProofItem(
            statement: sample.message, receipts: [], logProof: try sample.line.alpha.logProof(sample.message))
        let report = try sample.check(item)
        #expect(report.message?.checkpoint?.cosignature == nil)
        #expect(report.missing.contains(.cosignature(by: sample.keys[1].name)))
    }

    @Test("without a party's key its signatures are counted as not looked at, and nothing of them is said")
    func missingKeys() throws {
        let sample = try ProofSample()
        let bytes = try sample.bytes()
        let none = try #require(ProofCheck(keys: [])).check(bytes)
        #expect(none.verdict == .unchecked && none.message == nil && none.answers.isEmpty)
        #expect(none.hints == sample.keys)
        let sender = try #require(ProofCheck(keys: [sample.keys[0]])).check(bytes)
        #expect(sender.verdict == .unchecked)
        #expect(sender.message?.receipts == [] && sender.message?.checkpoint?.cosignature == nil)
        #expect(sender.answers.isEmpty)
        #expect(sender.missing.contains(.key(sample.keys[1].name, signatures: 3)))
        let recipient = try #require(ProofCheck(keys: [sample.keys[1]])).check(bytes)
        #expect(recipient.verdict == .unchecked && recipient.message == nil)
        #expect(recipient.answers.map(\.statement) == [sample.answer.statement])
    }

    @Test("a stranger's key under a party's name refutes the file, one under its own name decides nothing")
    func otherKeys() throws {
        let sample = try ProofSample()
        let stranger = try TestIdentity.gamma().line
        let bytes = try sample.bytes()
        for name in sample.keys.map(\.name) {
            let keys = sample.keys.filter { $0.name != name } + [KeyLine(name: name, key: stranger.key)]
            let check = try #require(ProofCheck(keys: keys))
            #expect(check.check(bytes).verdict == .refuted)
        }
        let beside = try #require(ProofCheck(keys: sample.keys + [stranger]))
        #expect(beside.check(bytes).verdict == .proven)
        #expect(ProofCheck(keys: sample.keys + [KeyLine(name: sample.keys[0].name, key: stranger.key)]) == nil)
    }

    @Test("several decisions stand in their order")
    func severalAnswers() throws {
        var sample = try ProofSample()
        let details = try #require(StatementDetails(decision: .denied, officer: "A"))
        let later = try sample.line.answer(sample.message, id: 9, details: details)
        let report = try sample.check(
            sample.messageItem(), answers: [sample.answerItem(), ProofItem(statement: later, receipts: [])])
        #expect(report.answers.map(\.statement.details.decision) == [.accepted, .denied])
    }
}
