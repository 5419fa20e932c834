import CBOR
import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineProtocol

@Suite("Entry 0 of a log")
struct OpeningTests {
    let alpha: TestIdentity
    let beta: TestIdentity
    let opening: LogOpening

    init() throws {
        alpha = try TestIdentity.alpha()
        beta = try TestIdentity.beta()
        opening = try Sample.opening(alpha, beta)
    }

    @Test("entry 0 is read back as it was signed, with and without a predecessor and an agreement")
    func roundTrip() throws {
        #expect(try LogOpening(verifying: opening.bytes, owner: alpha.line, peer: beta.line) == opening)
        let before = Predecessor(origin: try Sample.origin(alpha, beta, id: 9), size: 77, root: Digest.sha256([7]))
        let next = try LogOpening(
            origin: opening.origin, owner: alpha.key, peer: beta.line.key, predecessor: before, at: Sample.time)
        let read = try LogOpening(verifying: next.bytes, owner: alpha.line, peer: beta.line)
        #expect(read == next)
        #expect(read.predecessor == before)
        #expect(read.agreement == nil)
        #expect(read.leafHash == MerkleTree.leafHash(next.bytes))
    }

    @Test("entry 0 is made by the owner's own key, with an id of 8 bytes, and by nothing else")
    func made() throws {
        let id = opening.origin.id
        let made = try LogOpening(owner: alpha.line, peer: beta.line, id: id, key: alpha.key, at: Sample.time)
        #expect(try LogOpening(verifying: made.bytes, owner: alpha.line, peer: beta.line) == made)
        #expect(throws: LogError.wrongLog) {
            try LogOpening(owner: alpha.line, peer: beta.line, id: id, key: beta.key, at: Sample.time)
        }
        #expect(throws: LogError.wrongLog) {
            try LogOpening(owner: alpha.line, peer: beta.line, id: [1], key: alpha.key, at: Sample.time)
        }
    }

    @Test("no bit of entry 0 can be turned over")
    func bitFlips() {
        for flipped in opening.bytes.bitFlips {
            #expect(throws: LogError.self) { try LogOpening(verifying: flipped, owner: alpha.line, peer: beta.line) }
        }
    }

    @Test("entry 0 cut short anywhere is refused, and so is one with a byte more or over the limit")
    func truncation() {
        let tooLarge = [UInt8](repeating: 0, count: Limits.openingBytes + 1)
        for part in Array(opening.bytes.truncations) + [opening.bytes + [0], tooLarge] {
            #expect(throws: LogError.self) { try LogOpening(verifying: part, owner: alpha.line, peer: beta.line) }
        }
    }

    @Test("entry 0 that names other keys or parties than the pinned ones is refused")
    func parties() throws {
        let gamma = try TestIdentity.gamma()
        let other = KeyLine(name: beta.line.name, key: gamma.line.key)
        #expect(throws: LogError.wrongLog) {
            try LogOpening(verifying: opening.bytes, owner: alpha.line, peer: other)
        }
        #expect(throws: LogError.wrongLog) {
            try LogOpening(verifying: opening.bytes, owner: alpha.line, peer: gamma.line)
        }
        let impostor = KeyLine(name: alpha.line.name, key: gamma.line.key)
        #expect(throws: LogError.badSignature) {
            try LogOpening(verifying: opening.bytes, owner: impostor, peer: beta.line)
        }
        #expect(throws: LogError.badSignature) {
            try LogOpening(verifying: opening.bytes, owner: beta.line, peer: alpha.line)
        }
    }

    private func payload(_ change: (inout CBORMap) -> Void) -> [UInt8] {
        var map: CBORMap = [
            1: .bytes(alpha.line.key.rawBytes), 2: .bytes(beta.line.key.rawBytes), 3: .bytes(opening.origin.id),
            4: .null, 5: .null,
        ]
        change(&map)
        return CBORValue.map(map).encoded()
    }

    private func read(_ payload: [UInt8], contentType: String? = nil, treeSize: UInt64? = nil) throws -> LogOpening {
        let bytes = try forge(
            payload, by: alpha, type: ObjectType.opening, subject: opening.origin.description,
            contentType: contentType, treeSize: treeSize)
        return try LogOpening(verifying: bytes, owner: alpha.line, peer: beta.line)
    }

    @Test("a member of entry 0 that is missing, unknown or malformed is refused by name")
    func members() throws {
        _ = try read(payload { _ in })
        let root = CBORValue.bytes([UInt8](repeating: 0, count: 32))
        let faults: [(LogError, (inout CBORMap) -> Void)] = [
            (.malformed("opening"), { $0[1] = nil }), (.malformed("opening"), { $0[5] = nil }),
            (.malformed("opening"), { $0[6] = 0 }), (.wrongLog, { $0[1] = .bytes([]) }), (.wrongLog, { $0[2] = 1 }),
            (.wrongLog, { $0[3] = .bytes([1, 2, 3, 4, 5, 6, 7, 8]) }), (.malformed("digest"), { $0[5] = .bytes([1]) }),
            (.malformed("predecessor"), { $0[4] = .array([]) }),
            (.malformed("predecessor"), { $0[4] = .array([.text("x"), 1, root]) }),
            (.malformed("digest"), { $0[4] = .array([.text("a/b/0102030405060708"), 1, .null]) }),
        ]
        for (error, change) in faults {
            #expect(throws: error) { try read(payload(change)) }
        }
    }

    @Test("entry 0 with the labels of another object is refused")
    func labels() throws {
        #expect(throws: LogError.malformed("opening")) { try read(payload { _ in }, contentType: "text/plain") }
        #expect(throws: LogError.malformed("opening")) { try read(payload { _ in }, treeSize: 2) }
    }
}
