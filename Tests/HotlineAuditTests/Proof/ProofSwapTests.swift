import CBOR
import HotlineAudit
import HotlineCrypto
@_spi(Store) import HotlineProtocol
import HotlineTestSupport
import Testing
import TransparencyLog

@Suite("True objects in the wrong place of a proof file")
struct ProofSwapTests {
    @Test("the receipt of another statement is refused")
    func otherReceipt() throws {
        let sample = try ProofSample()
        let item = ProofItem(statement: sample.message, receipts: [try sample.line.beta.receipt(sample.other)])
        guard case .receipt = try sample.check(item).fault?.reason else {
            Issue.record("taken")
            return
        }
    }

    @Test("a receipt of another line of the same party, and of a party of another line, is refused")
    func otherLine() throws {
        let sample = try ProofSample()
        var strange = try ProofLine(.gamma(), .beta(), logID: 0xC1)
        let theirs = try strange.say(1)
        let item = ProofItem(statement: sample.message, receipts: [try strange.beta.receipt(theirs)])
        #expect(try sample.check(item).verdict == .refuted)
        let gamma = ProofItem(statement: sample.message, receipts: [try strange.alpha.receipt(theirs)])
        #expect(try sample.check(gamma).fault?.reason == .strangeLog)
        let under = ProofItem(statement: sample.message, receipts: [], logProof: try strange.beta.logProof(theirs))
        #expect(try sample.check(under).fault?.reason == .strangeLog)
    }

    @Test("two receipts of one log are refused, and one of each log of a party is taken")
    func sameLog() throws {
        let sample = try ProofSample()
        let receipt = try sample.line.beta.receipt(sample.message)
        let item = ProofItem(statement: sample.message, receipts: [receipt, receipt])
        #expect(try sample.check(item).fault?.reason == .secondReceipt)
        var later = try ProofLine(.alpha(), .beta(), logID: 0xC1)
        let verified = try VerifiedStatement(
            verifying: sample.message, sender: sample.keys[0], recipient: sample.keys[1].name)
        _ = try later.beta.ledger.take(verified, outcome: .delivered(.whole(sample.body())))
        later.beta.commit(at: 900)
        let both = ProofItem(statement: sample.message, receipts: [receipt, try later.beta.receipt(sample.message)])
        let report = try sample.check(both)
        #expect(report.verdict == .proven && report.message?.receipts.count == 2)
        #expect(Set(report.message?.receipts.map(\.log) ?? []).count == 2)
    }

    @Test("objects of each other's type are refused in each other's place")
    func types() throws {
        let sample = try ProofSample()
        let opening = sample.line.beta.ledger.opening.bytes
        let head = try SignedHead(
            signing: Sample.need(sample.line.beta.heads.last), key: sample.line.beta.identity.key
        ).bytes
        let receipt = try sample.line.beta.receipt(sample.message).bytes
        for bytes in [opening, head, receipt] {
            #expect(try sample.check(Self.replacing(sample, statement: bytes)).verdict == .refuted)
        }
        for bytes in [opening, head, sample.message.bytes, sample.answer.bytes] {
            #expect(try sample.check(Self.replacing(sample, receipt: bytes)).verdict == .refuted)
        }
        let proof = try sample.line.alpha.logProof(sample.message)
        #expect(try sample.check(Self.replacing(sample, text: proof.checkpoint.encoded())).verdict == .refuted)
    }

    @Test("an answer to another message, of the sender itself, or that decides nothing, is refused")
    func answers() throws {
        var sample = try ProofSample()
        let toOther = try sample.line.answer(sample.other, id: 20)
        let free = try sample.line.answer(sample.message, id: 21, details: StatementDetails(), kind: .message)
        let empty = try sample.line.answer(sample.message, id: 22, details: StatementDetails())
        for wrong in [toOther, free, empty, sample.other, sample.message] {
            let report = try sample.check(
                sample.messageItem(), answers: [ProofItem(statement: wrong, receipts: [])])
            #expect(report.fault == ProofFault(.answer(1), .notAnAnswer))
        }
        let twice = try sample.check(
            sample.messageItem(), answers: [sample.answerItem(), sample.answerItem()])
        #expect(twice.fault == ProofFault(.answer(2), .repeated))
    }

    @Test("the content of another message is refused")
    func otherBody() throws {
        let sample = try ProofSample()
        for body in [try Sample.submission(2).body, try Sample.body(sample.body().content, salt: 1)] {
            let item = ProofItem(statement: sample.message, receipts: [], body: body)
            #expect(try sample.check(item).fault?.reason == .body)
        }
    }

    @Test("a checkpoint from before the message, of another size, or of another log, is refused")
    func staleCheckpoint() throws {
        let sample = try ProofSample()
        let side = sample.line.alpha
        let proof = try side.logProof(sample.message)
        let heads = side.heads.filter { $0.size != side.heads.last?.size }
        for note in try heads.map({ try side.note($0, cosigner: nil) }) {
            let moved = try TLogProof(index: proof.index, path: proof.path, checkpoint: note)
            #expect(try Self.check(sample, moved).verdict == .refuted)
        }
        let later = try ProofLine(logID: 0xD1)
        let note = try later.alpha.note(Sample.need(later.alpha.heads.last), cosigner: nil)
        let moved = try TLogProof(index: proof.index, path: proof.path, checkpoint: note)
        #expect(try Self.check(sample, moved).verdict == .refuted)
    }

    @Test("a cosignature of somebody else, under the party's name or another, is refused")
    func otherCosigner() throws {
        let sample = try ProofSample()
        let gamma = try TestIdentity.gamma()
        let named = try TestIdentity(
            "beta.example", seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
        for cosigner in [gamma, named] {
            let proof = try sample.line.alpha.logProof(sample.message, cosigner: cosigner)
            #expect(try Self.check(sample, proof).fault?.reason == .strangeSignature)
        }
    }

    @Test("two signed heads of one log and size with different roots are named a fork")
    func fork() throws {
        let sample = try ProofSample()
        // Alpha wrote its log anew: the same first message, other entries after it, the same name and size.
        var rewritten = try ProofLine()
        try #require(try rewritten.say(1) == sample.message)
        for number in UInt64(50)..<52 { _ = try rewritten.say(number) }
        let size = try sample.line.alpha.durable(sample.answer).head.size
        let item = ProofItem(
            statement: sample.message, receipts: [], logProof: try rewritten.alpha.logProof(sample.message, size: size))
        #expect(try sample.check(item).verdict == .proven, "by itself it contradicts nothing")
        let report = try sample.check(item, answers: [sample.answerItem()])
        #expect(report.fault == ProofFault(.answer(1), .fork))
        #expect(report.message == nil)
    }

    @Test("a statement that has two places in one log is refused")
    func twoPlaces() throws {
        let sample = try ProofSample()
        let side = sample.line.alpha
        var (frontier, hashes) = (TreeFrontier(), MemoryHashes())
        for leaf in [side.ledger.opening.leafHash, sample.other.leafHash, sample.message.leafHash] {
            hashes.append(frontier.append(leaf))
        }
        let head = Head(origin: try Sample.origin(.alpha(), .beta()), size: 3, root: frontier.root, issuedAt: 0)
        let proof = try TLogProof(
            index: 2, path: MerkleTree.inclusionPath(index: 2, size: 3, reader: hashes),
            checkpoint: side.note(head, cosigner: nil))
        let item = ProofItem(
            statement: sample.message, receipts: [try side.receipt(sample.message)], logProof: proof)
        #expect(try sample.check(item).fault?.reason == .place)
    }

    @Test("a time that was changed is refused: of the statement, of the receipt, of the cosignature")
    func forgedTimes() throws {
        let sample = try ProofSample()
        let bytes = try sample.bytes()
        let times = [
            sample.message.statement.issuedAt, try sample.line.beta.durable(sample.message).head.issuedAt,
            try sample.line.alpha.durable(sample.answer).head.issuedAt,
        ]
        for time in times {
            let encoded = CBORValue.unsigned(time).encoded()
            let later = CBORValue.unsigned(time - 86_400).encoded()
            let places = (0..<bytes.count - encoded.count).filter { Array(bytes[$0..<$0 + encoded.count]) == encoded }
            try #require(!places.isEmpty)
            for place in places {
                var forged = bytes
                forged.replaceSubrange(place..<place + encoded.count, with: later)
                #expect(try sample.check(forged).verdict == .refuted)
            }
        }
    }

    private static func check(_ sample: ProofSample, _ proof: TLogProof) throws -> ProofReport {
        try sample.check(ProofItem(statement: sample.message, receipts: [], logProof: proof))
    }

    /// The sample's file with bytes where its message, its receipt or its `tlog-proof` stands.
    private static func replacing(
        _ sample: ProofSample, statement: [UInt8]? = nil, receipt: [UInt8]? = nil, text: [UInt8]? = nil
    ) throws -> [UInt8] {
        var map = try Sample.need(CBORValue(decoding: sample.bytes()).asMap)
        var item = try Sample.need(map[2]?.asMap)
        if let statement { item[1] = .bytes(statement) }
        if let receipt {
            guard case .tagged(let tag, .array(var parts)) = try CBORValue(decoding: sample.message.bytes) else {
                return []
            }
            var header = CBORMap()
            header[394] = .array([.bytes(receipt)])
            parts[1] = .map(header)
            item[1] = .bytes(CBORValue.tagged(tag, .array(parts)).encoded())
        }
        if let text { item[2] = .text(String(decoding: text, as: UTF8.self)) }
        map[2] = .map(item)
        return CBORValue.map(map).encoded()
    }
}
