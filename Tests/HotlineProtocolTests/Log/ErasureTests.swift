import CBOR
import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineProtocol

@Suite("The record of an erasure")
struct ErasureTests {
    let alpha: TestIdentity
    let beta: TestIdentity
    let origin: LogOrigin
    let request = ErasureReason.request(officer: "A. Ivanova", note: "request 17")
    let rule = ErasureReason.retention(rule: "csirt/notice=365")

    init() throws {
        alpha = try TestIdentity.alpha()
        beta = try TestIdentity.beta()
        origin = try Sample.origin(alpha, beta, id: 7)
    }

    private func record(_ leaves: [UInt64] = [1, 5, 9], _ reason: ErasureReason? = nil) throws -> Erasure {
        try Erasure(signing: leaves, because: reason ?? request, origin: origin, key: alpha.key, at: Sample.time)
    }

    private func read(_ bytes: [UInt8]) throws(LogError) -> Erasure {
        try Erasure(verifying: bytes, owner: alpha.line, origin: origin)
    }

    @Test("a record is read back as it was signed, for each reason")
    func roundTrip() throws {
        for reason in [request, rule, .request(officer: "B", note: nil)] {
            let made = try record([3], reason)
            #expect(try read(made.bytes) == made)
            #expect(made.reason == reason && made.leaves == [3] && made.issuedAt == Sample.time.seconds)
        }
    }

    @Test("a record of a log that follows another names the other's leaves, and the other")
    func formerLog() throws {
        let former = try Sample.origin(alpha, beta, id: 6)
        let made = try Erasure(
            signing: [3], of: former, because: request, origin: origin, key: alpha.key, at: Sample.time)
        #expect(try read(made.bytes) == made && made.log == former && made.origin == origin)
        #expect(try record().log == origin)
        #expect(
            try record()
                == Erasure(
                    signing: [1, 5, 9], of: origin, because: request, origin: origin, key: alpha.key, at: Sample.time))
    }

    @Test("a record that names its own log, a log of another line, or no log, is refused")
    func wrongLog() throws {
        for foreign in [try Sample.origin(beta, alpha, id: 6), try Sample.origin(alpha, .gamma(), id: 6)] {
            #expect(throws: LogError.wrongLog) {
                try Erasure(signing: [3], of: foreign, because: rule, origin: origin, key: alpha.key, at: Sample.time)
            }
            #expect(throws: LogError.wrongLog) { try read(try forged { $0[6] = .text("\(foreign)") }) }
        }
        for value in [.text("\(origin)"), .text("alpha.example"), .unsigned(1)] as [CBORValue] {
            #expect(throws: LogError.malformed("log")) { try read(try forged { $0[6] = value }) }
        }
    }

    @Test("the largest record is within the limit of an entry, and a text or leaf more is refused")
    func limits() throws {
        let last: UInt64 = 1 << 62
        let leaves = (1...UInt64(Limits.erasedLeaves)).map { last - $0 }.sorted()
        let names = (
            officer: String(repeating: "o", count: Limits.officerBytes),
            note: String(repeating: "n", count: Limits.erasureNoteBytes)
        )
        let owner = KeyLine(name: try Sample.need(NodeName(Self.longName)), key: alpha.line.key)
        let long = try Sample.need(LogOrigin(owner: owner.name, peer: owner.name, id: origin.id))
        let largest = try Erasure(
            signing: leaves, of: LogOrigin(owner: owner.name, peer: owner.name, id: [UInt8](repeating: 1, count: 8)),
            because: .request(officer: names.officer, note: names.note), origin: long, key: alpha.key,
            at: UTCTime(milliseconds: .max))
        #expect(largest.bytes.count <= Limits.erasureBytes)
        #expect(try Erasure(verifying: largest.bytes, owner: owner, origin: long) == largest)
        #expect(throws: LogError.malformed("leaves")) { try record((1...257).map { $0 }) }
        let rules = [String(repeating: "r", count: Limits.retentionRuleBytes + 1), ""]
        for rule in rules { #expect(throws: LogError.malformed("reason")) { try record([1], .retention(rule: rule)) } }
        for (officer, note) in [
            ("", nil), (names.officer + "o", nil), ("o", ""), ("o", names.note + "n"),
        ] as [(String, String?)] {
            #expect(throws: LogError.malformed("reason")) {
                try record([1], .request(officer: officer, note: note))
            }
        }
    }

    private static let longName = String(repeating: "n", count: 63)

    @Test(
        "leaves that do not rise, are none, or are entry 0 are refused",
        arguments: [[], [0], [2, 1], [3, 3], [1 << 62]] as [[UInt64]])
    func leaves(_ leaves: [UInt64]) throws {
        #expect(throws: LogError.malformed("leaves")) { try record(leaves) }
        let bytes = try forged { $0[1] = .array(leaves.map { .unsigned($0) }) }
        #expect(throws: LogError.malformed("leaves")) { try read(bytes) }
    }

    @Test("no bit of a record can be turned over, no byte cut off or added")
    func damage() throws {
        let bytes = try record().bytes
        for flipped in bytes.bitFlips { #expect(throws: LogError.self) { try read(flipped) } }
        let tooLarge = [UInt8](repeating: 0, count: Limits.erasureBytes + 1)
        for part in Array(bytes.truncations) + [bytes + [0], tooLarge] {
            #expect(throws: LogError.self) { try read(part) }
        }
    }

    @Test("a record of another party, of another log, or signed by another key is refused")
    func parties() throws {
        let bytes = try record().bytes
        let other = try Sample.origin(alpha, beta, id: 8)
        #expect(throws: LogError.wrongLog) { try Erasure(verifying: bytes, owner: alpha.line, origin: other) }
        #expect(throws: LogError.badSignature) { try Erasure(verifying: bytes, owner: beta.line, origin: origin) }
        let impostor = KeyLine(name: beta.line.name, key: alpha.line.key)
        #expect(throws: LogError.wrongLog) { try Erasure(verifying: bytes, owner: impostor, origin: origin) }
        let forgery = try forged(issuer: "beta.example") { _ in }
        #expect(throws: LogError.wrongLog) { try read(forgery) }
    }

    @Test("a member that is missing, unknown, of another reason or malformed is refused by name")
    func members() throws {
        #expect(try read(forged { _ in }) == record())
        let faults: [(LogError, (inout CBORMap) -> Void)] = [
            (.malformed("leaves"), { $0[1] = nil }), (.malformed("leaves"), { $0[1] = 1 }),
            (.malformed("leaves"), { $0[1] = .array([.text("1")]) }), (.malformed("reason"), { $0[2] = nil }),
            (.malformed("reason"), { $0[2] = .text("error") }), (.malformed("reason"), { $0[3] = nil }),
            (.malformed("reason"), { $0[4] = .null }), (.malformed("reason"), { $0[5] = .text("rule") }),
            (.malformed("reason"), { $0[7] = 0 }), (.malformed("log"), { $0[6] = 0 }),
            (.malformed("reason"), { $0[2] = .text("retention") }), (.malformed("reason"), { $0[3] = .text("") }),
        ]
        for (error, change) in faults { #expect(throws: error) { try read(forged(change)) } }
    }

    @Test("a record with the labels of another object is refused")
    func labels() throws {
        #expect(throws: LogError.malformed("erasure")) { try read(forged(contentType: "text/plain") { _ in }) }
        #expect(throws: LogError.malformed("erasure")) { try read(forged(treeSize: 2) { _ in }) }
    }

    private func forged(
        issuer: String? = nil, contentType: String? = nil, treeSize: UInt64? = nil, _ change: (inout CBORMap) -> Void
    ) throws -> [UInt8] {
        var map: CBORMap = [
            1: .array([1, 5, 9]), 2: .text("request"), 3: .text("A. Ivanova"), 4: .text("request 17"),
        ]
        change(&map)
        return try forge(
            CBORValue.map(map).encoded(), by: alpha, type: ObjectType.erasure, issuer: issuer,
            subject: origin.description, contentType: contentType, treeSize: treeSize)
    }
}

@Suite("Erasing in a ledger")
struct ErasingLedgerTests {
    @Test("the record is a leaf of the batch, with the leaves in order")
    func leaf() throws {
        let fixture = try LogFixture()
        var ledger = fixture.beta.ledger
        let size = ledger.state.frontier.size
        let record = try ledger.erase(
            [3, 1], because: .retention(rule: "*/*=1"), key: fixture.beta.identity.key, at: Sample.time)
        let batch = ledger.seal(at: Sample.time)
        #expect(record.leaves == [1, 3] && batch.entries.map(\.index) == [size])
        #expect(batch.entries.map(\.content) == [.erasure(record)] && batch.head.size == size + 1)
    }

    @Test("a leaf of the same batch, or one that is not there yet, is not erased")
    func order() throws {
        let fixture = try LogFixture()
        var ledger = fixture.beta.ledger
        let size = ledger.state.frontier.size
        try ledger.issue(Sample.submission(9), agreement: .builtIn, key: fixture.beta.identity.key, at: Sample.time)
        for leaf in [size, size + 1] {
            #expect(throws: LogError.malformed("leaves")) {
                try ledger.erase(
                    [leaf], because: .retention(rule: "r"), key: fixture.beta.identity.key, at: Sample.time)
            }
        }
    }
}
