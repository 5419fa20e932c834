import COSE
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

/// A receipt frame for two statements under one head, with proofs and a consistency path that are not empty.
@Suite("Damaged receipts in a live session")
struct DamagedReceiptTests {
    let session: SessionMachine
    let frame: ReceiptFrame
    let records: [ReceiptRecord]

    init() throws {
        var (alpha, beta) = try liveParties()
        for number in UInt64(1)...3 { alpha.submit(try Sample.submission(number)) }
        try pump(&alpha, &beta)
        for number in UInt64(4)...5 { alpha.submit(try Sample.submission(number)) }
        try alpha.commit()
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        frame = try Sample.need(try Sample.need(try beta.pull()?.receipt))
        session = try Sample.need(alpha.session)
        guard case .taken(.receipted(let records), _) = session.offered(.receipt(frame)) else {
            throw TestIdentity.Malformed()
        }
        self.records = records
    }

    @Test("the frame has all that a receipt can have, and is taken as it is")
    func whole() {
        #expect(records.count == 2 && frame.receipt.inclusions.count == 2)
        #expect(frame.receipt.inclusions.allSatisfy { !$0.path.isEmpty })
        #expect(frame.consistency?.path.isEmpty == false)
    }

    @Test("with any bit turned over it is no frame, a violation, or a head that does not follow: never a receipt")
    func bits() {
        let bytes = Frame.receipt(frame).encoded()
        var words: [String: Int] = [:]
        for bit in 0..<bytes.count * 8 { words[session.offered(bytes.flipping(bit: bit)).word, default: 0] += 1 }
        #expect(Set(words.keys) == ["no frame", "violation", "stopped"], "\(words)")
        // What stops the line is in the path between the heads, and nowhere else: 32 bytes a hash.
        #expect(words["stopped", default: 0] <= 8 * (32 * (frame.consistency?.path.count ?? 0) + 8), "\(words)")
    }

    @Test("cut anywhere it is no frame, and so is its COSE object within a whole frame")
    func truncations() throws {
        for bytes in Frame.receipt(frame).encoded().truncations {
            guard case .notAFrame = session.offered(bytes) else { Issue.record("\(bytes.count) bytes"); return }
        }
        for bytes in frame.receipt.bytes.truncations {
            #expect(throws: LogError.self) { try Receipt(decoding: bytes) }
        }
    }

    @Test("with a proof, a place or a hash of the path left out, doubled or exchanged it is refused")
    func shapes() throws {
        let (proofs, places) = (frame.receipt.inclusions, frame.places)
        let head = try #require(records.first?.receipt.head)
        let path = try #require(frame.consistency)
        let paths = [
            path.path.dropLast(), path.path + path.path.suffix(1), ArraySlice(path.path.reversed()), [],
        ].map { MerkleConsistency(from: path.from, to: path.to, path: Array($0)) }
        let sizes = [(path.from - 1, path.to), (path.from, path.to + 1), (path.to, path.from), (0, path.to)]
        for wrong in paths + sizes.map({ MerkleConsistency(from: $0.0, to: $0.1, path: path.path) })
        where wrong != path {
            let outcome = session.offered(
                .receipt(ReceiptFrame(receipt: frame.receipt, places: places, consistency: wrong)))
            #expect(outcome.word == "stopped", "\(wrong)")
        }
        for wrong in [proofs.reversed(), [proofs[0], proofs[0]], [proofs[1], proofs[1]]] {
            let receipt = try Receipt(head: head, inclusions: wrong)
            let outcome = session.offered(
                .receipt(ReceiptFrame(receipt: receipt, places: places, consistency: path)))
            #expect(outcome.word == "violation")
        }
    }

    @Test("after all that was refused the receipt itself is still taken")
    func afterwards() throws {
        var session = session
        let bytes = Frame.receipt(frame).encoded()
        for bit in stride(from: 0, to: bytes.count * 8, by: 7) {
            guard let changed = try? Frame(decoding: bytes.flipping(bit: bit)) else { continue }
            _ = try? session.receive(changed, at: Sample.start)
        }
        #expect(try session.receive(.receipt(frame), at: Sample.start) == .receipted(records))
    }
}
