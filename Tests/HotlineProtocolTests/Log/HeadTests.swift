import COSE
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Head")
struct HeadTests {
    let beta: TestIdentity
    let head: Head
    let signed: SignedHead

    init() throws {
        beta = try TestIdentity.beta()
        head = Head(
            origin: try Sample.origin(beta, try TestIdentity.alpha()), size: 6, root: Digest.sha256([6]),
            issuedAt: Sample.time.seconds)
        signed = try SignedHead(signing: head, key: beta.key)
    }

    @Test("a head is read back as it was signed, and signing it again gives the same bytes")
    func roundTrip() throws {
        #expect(try SignedHead(verifying: signed.bytes, owner: beta.line) == signed)
        #expect(signed.head == head)
        #expect(try SignedHead(signing: head, key: beta.key).bytes == signed.bytes)
    }

    @Test("no bit of a head can be turned over")
    func bitFlips() {
        for flipped in signed.bytes.bitFlips {
            #expect(throws: LogError.self) { try SignedHead(verifying: flipped, owner: beta.line) }
        }
    }

    @Test("a head cut short anywhere is refused, and so is one with a byte more")
    func truncation() {
        for part in signed.bytes.truncations {
            #expect(throws: LogError.self) { try SignedHead(verifying: part, owner: beta.line) }
        }
        #expect(throws: LogError.self) { try SignedHead(verifying: signed.bytes + [0], owner: beta.line) }
    }

    @Test("a head over its limit is refused before it is looked at")
    func tooLarge() {
        let bytes = [UInt8](repeating: 0, count: Limits.headBytes + 1)
        #expect(throws: LogError.tooLarge) { try SignedHead(verifying: bytes, owner: beta.line) }
    }

    @Test("a head of the longest names fits its limit")
    func longest() throws {
        let name = String(repeating: "a", count: NodeName.maximumCount)
        let owner = try TestIdentity(name, seed: Hex.encode([UInt8](repeating: 1, count: 32)))
        let head = Head(
            origin: try Sample.origin(owner, owner), size: 1 << 61, root: .zero, issuedAt: UInt64(Int64.max))
        let signed = try SignedHead(signing: head, key: owner.key)
        #expect(try SignedHead(verifying: signed.bytes, owner: owner.line).head == head)
    }

    @Test("only the owner's pinned key makes a head")
    func parties() throws {
        let gamma = try TestIdentity.gamma()
        let impostor = KeyLine(name: beta.line.name, key: gamma.line.key)
        #expect(throws: LogError.badSignature) { try SignedHead(verifying: signed.bytes, owner: impostor) }
        #expect(throws: LogError.badSignature) { try SignedHead(verifying: signed.bytes, owner: gamma.line) }
    }

    @Test("a head of a log that is not its signer's is refused")
    func foreignLog() throws {
        let foreign = try Sample.origin(try TestIdentity.alpha(), beta).description
        let bytes = try forge(head.root.bytes, by: beta, type: ObjectType.head, subject: foreign, treeSize: 6)
        #expect(throws: LogError.wrongLog) { try SignedHead(verifying: bytes, owner: beta.line) }
    }

    @Test("a size of nothing or beyond what a log can have is refused", arguments: [0, 1 << 62, UInt64(Int64.max)])
    func size(_ size: UInt64) throws {
        let bytes = try forge(
            head.root.bytes, by: beta, type: ObjectType.head, subject: head.origin.description, treeSize: size)
        #expect(throws: LogError.malformed("head")) { try SignedHead(verifying: bytes, owner: beta.line) }
    }

    @Test("a head without a size, of another issuer, or with a root of another length is refused")
    func members() throws {
        let origin = head.origin.description
        let sizeless = try forge(head.root.bytes, by: beta, type: ObjectType.head, subject: origin)
        #expect(throws: LogError.malformed("head")) { try SignedHead(verifying: sizeless, owner: beta.line) }
        let misissued = try forge(
            head.root.bytes, by: beta, type: ObjectType.head, issuer: "alpha.example", subject: origin, treeSize: 6)
        #expect(throws: LogError.malformed("head")) { try SignedHead(verifying: misissued, owner: beta.line) }
        let short = try forge([1, 2], by: beta, type: ObjectType.head, subject: origin, treeSize: 6)
        #expect(throws: LogError.malformed("root")) { try SignedHead(verifying: short, owner: beta.line) }
    }

    @Test(
        "a text that is no origin of a log is refused",
        arguments: [
            "", "a/b", "alpha.example/beta.example", "alpha.example/beta.example/a1a1a1a1a1a1a1",
            "alpha.example/beta.example/A1A1A1A1A1A1A1A1", "alpha.example/beta.example/a1a1a1a1a1a1a1a1/",
            "alpha.example/beta.example/a1a1a1a1a1a1a1a1a1", "Alpha.example/beta.example/a1a1a1a1a1a1a1a1",
            "alpha.example//a1a1a1a1a1a1a1a1", "alpha.example/beta.example/g1a1a1a1a1a1a1a1",
        ])
    func origin(_ text: String) {
        #expect(LogOrigin(text) == nil)
    }

    @Test("an origin is read back as it is written")
    func originRoundTrip() {
        #expect(head.origin.description == "beta.example/alpha.example/a1a1a1a1a1a1a1a1")
        #expect(LogOrigin(head.origin.description) == head.origin)
    }
}
