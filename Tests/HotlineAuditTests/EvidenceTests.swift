import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import Testing
import TransparencyLog

@Suite("What kept objects prove")
struct EvidenceTests {
    let alpha: TestIdentity
    let beta: TestIdentity
    let origin: LogOrigin
    var keys: [KeyLine] { [alpha.line, beta.line] }

    init() throws {
        (alpha, beta) = (try TestIdentity.alpha(), try TestIdentity.beta())
        origin = try Sample.origin(alpha, beta)
    }

    private func head(_ size: UInt64, _ root: UInt8, of origin: LogOrigin? = nil) throws -> [UInt8] {
        let head = Head(
            origin: origin ?? self.origin, size: size, root: Digest.sha256([root]), issuedAt: Sample.time.seconds)
        return try SignedHead(signing: head, key: alpha.key).bytes
    }

    private func note(_ size: UInt64, _ root: UInt8) throws -> [UInt8] {
        try Checkpoint(origin: origin.noteName, size: size, root: Digest.sha256([root])).signed(by: alpha.key).encoded()
    }

    @Test("one size with two roots is proven, in either form")
    func twoHistories() throws {
        for objects in [
            [try head(5, 1), try head(5, 2)], [try head(5, 1), try note(5, 2)], [try note(5, 1), try note(5, 2)],
        ] {
            let verdict = try EvidenceVerdict(of: objects, keys: keys)
            #expect(verdict.isProven)
            #expect(verdict.words.contains("PROVEN: alpha.example signed two histories"))
        }
    }

    @Test("entry 0 against a head of size 1 is proven")
    func opening() throws {
        let opening = try Sample.opening(alpha, beta)
        let verdict = try EvidenceVerdict(of: [opening.bytes, try head(1, 9), try note(7, 1)], keys: keys)
        #expect(verdict.isProven)
    }

    @Test("two sizes are no contradiction by themselves, and are not called one")
    func sizes() throws {
        let verdict = try EvidenceVerdict(of: [try head(5, 1), try head(9, 2)], keys: keys)
        #expect(!verdict.isProven && verdict.finding == .sizes(origin, [5, 9]))
        #expect(verdict.words.hasPrefix("Signed, but no contradiction by itself"))
    }

    @Test("two logs of one line are no contradiction by themselves; equal heads and single ones say nothing")
    func others() throws {
        let other = try Sample.origin(alpha, beta, id: 0xEE)
        #expect(
            try EvidenceVerdict(of: [try head(5, 1), try head(5, 2, of: other)], keys: keys).finding
                == .logs([origin, other]))
        for objects in [[try head(5, 1), try head(5, 1)], [try head(5, 1)], []] {
            #expect(try EvidenceVerdict(of: objects, keys: keys).finding == .nothing)
        }
    }

    @Test("two statements for one place are proven")
    func statements() throws {
        var parties = [MemoryParty]()
        for number in 1...2 {
            var party = try MemoryParty(alpha, peer: beta, epoch: 0xA0)
            party.submit(try Sample.submission(UInt64(number)))
            try party.commit()
            parties.append(party)
        }
        let objects = try parties.map { try #require($0.own.first).durable.signed.bytes }
        let verdict = try EvidenceVerdict(of: objects, keys: keys)
        #expect(verdict.isProven && verdict.words.contains("two different statements for one place"))
        #expect(!(try EvidenceVerdict(of: [objects[0], objects[0]], keys: keys).isProven))
    }

    @Test("what does not verify with the given keys is named, and nothing is said of it")
    func refused() throws {
        let good = try head(5, 1)
        #expect(throws: EvidenceError.noKey(1, name: "alpha.example")) {
            try EvidenceVerdict(of: [good], keys: [beta.line])
        }
        let gamma = try TestIdentity.gamma()
        let wrong = KeyLine(name: alpha.line.name, key: gamma.line.key)
        for object in [good, try note(5, 1)] {
            #expect(throws: EvidenceError.badSignature(1, name: "alpha.example")) {
                try EvidenceVerdict(of: [object], keys: [wrong])
            }
        }
        #expect(throws: EvidenceError.unknownForm(2)) { try EvidenceVerdict(of: [good, [1, 2, 3]], keys: keys) }
    }

    @Test("with any bit turned over an object proves nothing")
    func bits() throws {
        let (one, other) = (try head(5, 1), try note(5, 2))
        for bit in stride(from: 0, to: other.count * 8, by: 5) {
            let verdict = try? EvidenceVerdict(of: [one, other.flipping(bit: bit)], keys: keys)
            #expect(verdict?.isProven != true, "bit \(bit)")
        }
    }
}
