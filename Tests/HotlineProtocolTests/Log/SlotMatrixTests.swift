import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

/// The signed objects of a line.
enum SignedObject: String, CaseIterable, Sendable {
    case statement, head, opening, receipt, erasure
}

@Suite("Objects and slots")
struct SlotMatrixTests {
    let fixture: LogFixture

    init() throws {
        fixture = try LogFixture()
    }

    /// Genuine bytes of each kind, all signed by beta.
    private func bytes(_ object: SignedObject) throws -> [UInt8] {
        var (alpha, beta) = (fixture.alpha, fixture.beta)
        switch object {
        case .statement:
            beta.submit(try Sample.submission(9))
            try pump(&beta, &alpha)
            return try #require(beta.own.first).durable.signed.bytes
        case .head: return try fixture.head(size: 4).bytes
        case .opening: return beta.opening.bytes
        case .receipt: return try fixture.receipt().bytes
        case .erasure: return try fixture.erasure().bytes
        }
    }

    /// Offers bytes of beta to alpha in a place.
    private func offer(_ bytes: [UInt8], as slot: SignedObject) throws {
        let (alpha, beta) = (fixture.alpha.identity.line, fixture.beta.identity.line)
        switch slot {
        case .statement:
            _ = try VerifiedStatement(
                verifying: SignedStatement(decoding: bytes), sender: beta, recipient: alpha.name)
        case .head: _ = try SignedHead(verifying: bytes, owner: beta)
        case .opening: _ = try LogOpening(verifying: bytes, owner: beta, peer: alpha)
        case .receipt: try fixture.verify(Receipt(decoding: bytes))
        case .erasure: _ = try Erasure(verifying: bytes, owner: beta, origin: fixture.beta.opening.origin)
        }
    }

    @Test("each object is taken in its own place and in no other", arguments: SignedObject.allCases)
    func matrix(_ object: SignedObject) throws {
        let bytes = try bytes(object)
        for slot in SignedObject.allCases {
            if slot == object {
                #expect(throws: Never.self) { try offer(bytes, as: slot) }
            } else {
                #expect(throws: (any Error).self, "\(object) as \(slot)") { try offer(bytes, as: slot) }
            }
        }
    }

    @Test("the signature of one object's payload under another object's type is refused")
    func types() throws {
        let beta = fixture.beta.identity
        let forged = try forge(
            fixture.head(size: 4).head.root.bytes, by: beta, type: ObjectType.statement,
            subject: fixture.beta.opening.origin.description, treeSize: 4)
        #expect(throws: LogError.badSignature) { try offer(forged, as: .head) }
        let statement = try StatementForge()
        let mistyped = try statement.bytes(type: ObjectType.head)
        #expect(throws: StatementError.badSignature) { try statement.verify(mistyped) }
    }
}
