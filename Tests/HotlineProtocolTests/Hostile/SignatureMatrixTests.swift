import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineProtocol

/// One key signs in nine places. Each signature is put into a genuine object of every other place: the bytes under it
/// are what the object says, so that only the signature can give it away.
@Suite("Signatures in each other's place")
struct SignatureMatrixTests {
    enum Place: String, CaseIterable, Sendable {
        case statement, head, receipt, opening, erasure, checkpoint, cosignature, certificate, certificateVerify
    }

    let fixture: LogFixture
    let statement: [UInt8]
    let certificate: [UInt8]
    let checkpoint: SignedNote
    let cosignature: NoteSignature

    /// What TLS 1.3 signs (RFC 8446 section 4.4.3), over some transcript hash.
    static let certificateVerify =
        [UInt8](repeating: 0x20, count: 64) + Array("TLS 1.3, server CertificateVerify".utf8) + [0]
        + Digest.sha256([1]).bytes

    init() throws {
        fixture = try LogFixture()
        var (alpha, beta) = (fixture.alpha, fixture.beta)
        try beta.say(Sample.submission(9))
        try pump(&beta, &alpha)
        statement = try #require(beta.own.first).durable.signed.bytes
        certificate = try NodeCertificate(name: beta.identity.line.name, key: beta.identity.key).der
        let origin = try #require(NoteName(beta.opening.origin.description))
        let plain = try Checkpoint(origin: origin, size: 4, root: fixture.batch[0].head.root)
        checkpoint = try plain.signed(by: beta.identity.key)
        let verified = try VerifiedCheckpoint(verifying: checkpoint, origin: origin, key: beta.identity.line.key)
        let name = try #require(NoteName(beta.identity.line.name.text))
        cosignature = try NoteSigner(name: name, key: beta.identity.key).cosign(verified, at: Sample.time.seconds)
    }

    private var owner: KeyLine { fixture.beta.identity.line }

    private func head() throws -> SignedHead {
        try SignedHead(signing: fixture.batch[0].head, key: fixture.beta.identity.key)
    }

    /// The 64 bytes of a genuine object's signature.
    private func signature(of place: Place) throws -> [UInt8] {
        switch place {
        case .statement: return statement.suffix(64)
        case .head: return try head().bytes.suffix(64)
        case .receipt: return try fixture.receipt().bytes.suffix(64)
        case .opening: return fixture.beta.opening.bytes.suffix(64)
        case .erasure: return try fixture.erasure().bytes.suffix(64)
        case .checkpoint: return checkpoint.signatures[0].bytes
        case .cosignature: return cosignature.bytes.suffix(64)
        case .certificate: return certificate.suffix(64)
        case .certificateVerify: return try fixture.beta.identity.key.sign(Self.certificateVerify)
        }
    }

    /// Whether a genuine object of the place counts with this signature in place of its own.
    private func isTaken(_ signature: [UInt8], in place: Place) throws -> Bool {
        do {
            try offer(signature, in: place)
            return true
        } catch is TestIdentity.Malformed {
            throw TestIdentity.Malformed()
        } catch {
            return false
        }
    }

    private func offer(_ signature: [UInt8], in place: Place) throws {
        let alpha = fixture.alpha.identity.line
        switch place {
        case .statement:
            let signed = try SignedStatement(decoding: statement.dropLast(64) + signature)
            _ = try VerifiedStatement(verifying: signed, sender: owner, recipient: alpha.name)
        case .head: _ = try SignedHead(verifying: try head().bytes.dropLast(64) + signature, owner: owner)
        case .receipt:
            try fixture.verify(Receipt(decoding: try fixture.receipt().bytes.dropLast(64) + signature))
        case .opening:
            _ = try LogOpening(
                verifying: fixture.beta.opening.bytes.dropLast(64) + signature, owner: owner, peer: alpha)
        case .erasure:
            _ = try Erasure(
                verifying: fixture.erasure().bytes.dropLast(64) + signature, owner: owner,
                origin: fixture.beta.opening.origin)
        case .checkpoint, .cosignature: try offerNote(signature, in: place)
        case .certificate: try check(signature, over: try Self.signedPart(of: certificate))
        case .certificateVerify: try check(signature, over: Self.certificateVerify)
        }
    }

    private func offerNote(_ signature: [UInt8], in place: Place) throws {
        let origin = try Sample.need(NoteName(fixture.beta.opening.origin.description))
        let own = checkpoint.signatures[0]
        var lines = [try Self.replacing(own, by: signature)]
        if place == .cosignature {
            let bytes = Array(cosignature.bytes.prefix(8)) + signature
            lines = [own, try Self.replacing(cosignature, by: bytes)]
        }
        let note = try SignedNote(text: checkpoint.text, signatures: lines)
        let verified = try VerifiedCheckpoint(verifying: note, origin: origin, key: owner.key, cosigners: [owner])
        guard place == .checkpoint || verified.cosignatures.count == 1 else { throw LogError.badSignature }
    }

    /// A signature line of the same key with other bytes.
    private static func replacing(_ signature: NoteSignature, by bytes: [UInt8]) throws -> NoteSignature {
        let id = (0..<4).map { UInt8(truncatingIfNeeded: signature.keyID >> UInt32(24 - 8 * $0)) }
        let line = "\u{2014} \(signature.name.text) \(Base64.encode(id + bytes))"
        return try Sample.need(NoteSignature(parsing: Array(line.utf8)))
    }

    private func check(_ signature: [UInt8], over bytes: [UInt8]) throws {
        guard owner.key.isValidSignature(signature, for: bytes) else { throw LogError.badSignature }
    }

    /// The TBSCertificate: the first element within the outer SEQUENCE, both with lengths of two bytes (DER).
    private static func signedPart(of der: [UInt8]) throws -> [UInt8] {
        let start = der.prefix(2) == [0x30, 0x82] ? 4 : 3
        guard der.count > start + 4, der[start] == 0x30 else { throw TestIdentity.Malformed() }
        let isLong = der[start + 1] == 0x82
        let length =
            isLong
            ? Int(der[start + 2]) << 8 + Int(der[start + 3]) + 4 : Int(der[start + 2]) + 3
        return Array(der[start..<start + length])
    }

    @Test("a signature counts in its own place and in no other", arguments: Place.allCases)
    func matrix(_ object: Place) throws {
        let signature = try signature(of: object)
        #expect(signature.count == 64)
        for place in Place.allCases {
            // A receipt is a head with its payload detached: one signature by design.
            let isSame = place == object || Set([place, object]) == [.head, .receipt]
            #expect(try isTaken(signature, in: place) == isSame, "\(object) as \(place)")
        }
    }

    @Test("whole bytes of a note, a certificate or what TLS signs are no COSE object, and no COSE object is a note")
    func bytes() throws {
        let alpha = fixture.alpha.identity.line
        for foreign in [checkpoint.encoded(), cosignature.bytes, certificate, Self.certificateVerify] {
            #expect(throws: StatementError.self) { try SignedStatement(decoding: foreign) }
            #expect(throws: LogError.self) { try SignedHead(verifying: foreign, owner: owner) }
            #expect(throws: LogError.self) { try LogOpening(verifying: foreign, owner: owner, peer: alpha) }
            #expect(throws: LogError.self) { try Receipt(decoding: foreign) }
            #expect(throws: LogError.self) {
                try Erasure(verifying: foreign, owner: owner, origin: fixture.beta.opening.origin)
            }
        }
        for object in [statement, try head().bytes, fixture.beta.opening.bytes, try fixture.receipt().bytes] {
            #expect(throws: (any Error).self) { try SignedNote(parsing: object) }
        }
    }
}
