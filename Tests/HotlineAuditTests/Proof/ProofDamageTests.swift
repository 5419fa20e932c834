import HotlineAudit
import HotlineProtocol
import HotlineTestSupport
import Testing

@Suite("Damaged proof files")
struct ProofDamageTests {
    @Test("every bit of a file counts: with any one turned over it is refused")
    func everyBit() throws {
        let sample = try ProofSample()
        let item = try sample.messageItem()
        let bytes = try ProofFile(message: item, answers: [], keyLines: [sample.keys[0]]).encoded()
        try #require(sample.check(bytes).verdict == .proven)
        var taken: [Int] = []
        for bit in 0..<bytes.count * 8 where try sample.check(bytes.flipping(bit: bit)).verdict != .refuted {
            taken.append(bit)
        }
        #expect(taken.isEmpty, "\(taken.map { "byte \($0 / 8)" })")
    }

    @Test("1,000 bits of a large file with an answer, turned over one at a time: each is refused")
    func manyBits() throws {
        let sample = try ProofSample(size: 100_000)
        let bytes = try sample.bytes()
        var random = SeededRandom(seed: 4)
        // Half of them outside the content, which is most of the file.
        let rest = (0..<bytes.count).filter { $0 < 4_000 || $0 >= bytes.count - 4_000 }
        for number in 0..<1_000 {
            let byte =
                number % 2 == 0
                ? Int.random(in: 0..<bytes.count, using: &random)
                : rest[
                    Int.random(in: 0..<rest.count, using: &random)]
            let bit = byte * 8 + Int.random(in: 0..<8, using: &random)
            #expect(try sample.check(bytes.flipping(bit: bit)).verdict == .refuted, "bit \(bit)")
        }
    }

    @Test("a file that ends early, or goes on, is refused")
    func truncations() throws {
        let sample = try ProofSample()
        let bytes = try sample.bytes()
        for count in 0..<bytes.count {
            let report = try sample.check(Array(bytes.prefix(count)))
            #expect(report.verdict == .refuted && report.message == nil, "\(count)")
        }
        #expect(try sample.check(bytes + [0]).verdict == .refuted)
    }

    @Test("random bytes, and those of other files, are no proof")
    func otherFiles() throws {
        let sample = try ProofSample()
        var random = SeededRandom(seed: 5)
        for count in [0, 1, 7, 100, 5_000] { #expect(try sample.check(random.bytes(count)).verdict == .refuted) }
        #expect(try sample.check(sample.message.bytes).fault?.reason == .notAProof)
        #expect(try sample.check(sample.line.beta.receipt(sample.message).bytes).fault?.reason == .notAProof)
        #expect(try sample.check([0xA0]).fault?.reason == .notAProof)
    }

    @Test("a file beyond its limits is refused, and not made")
    func limits() throws {
        let sample = try ProofSample()
        let big = [UInt8](repeating: 0, count: ProofLimits.fileBytes + 1)
        #expect(try sample.check(big).fault?.reason == .tooLarge)
        let receipt = try sample.line.beta.receipt(sample.message)
        let receipts = [Receipt](repeating: receipt, count: ProofLimits.receipts + 1)
        let many = ProofItem(statement: sample.message, receipts: receipts)
        #expect(throws: ProofFault.self) { try ProofFile(message: many) }
        let answers = [ProofItem](
            repeating: try sample.answerItem(), count: ProofLimits.answers + 1)
        #expect(throws: ProofFault.self) { try ProofFile(message: sample.messageItem(), answers: answers) }
        let long = try Sample.body([UInt8](repeating: 1, count: ProofLimits.answerBodyBytes + 1))
        let note = ProofItem(statement: sample.answer, receipts: [], body: long)
        #expect(throws: ProofFault.self) { try ProofFile(message: sample.messageItem(), answers: [note]) }
    }

    @Test("the largest content goes into a file")
    func largest() throws {
        let sample = try ProofSample(size: Limits.bodyBytes)
        let bytes = try sample.bytes()
        #expect(bytes.count <= ProofLimits.fileBytes)
        #expect(try sample.check(bytes).verdict == .proven)
    }
}
