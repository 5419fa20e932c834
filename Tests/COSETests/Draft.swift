import CBOR
import COSE
import HotlineCrypto
import Testing

/// A signed object before it is signed, with every part open to change: what a test breaks is all that is wrong with
/// it.
struct Draft {
    var header: CBORMap
    var claims: CBORMap
    var unprotected: CBORMap = [:]
    var payload: CBORValue
    /// Entries put behind the encoded header as they are, whatever the order and the count say.
    var rawHeader: [UInt8]?
    var signature: [UInt8]?
    var tag: UInt64? = 18
    var moreParts: [CBORValue] = []

    /// A valid statement.
    static func statement(_ fixture: Fixture) -> Draft {
        Draft(
            header: [
                1: -19, 3: .text("application/cbor"), 4: .bytes(fixture.keyID.bytes), 16: .text("hotline/statement"),
            ],
            claims: [1: .text("alpha.example"), 2: .text("alpha.example/beta.example/csirt"), 6: 1_763_762_645],
            payload: .bytes([1, 2, 3]))
    }

    /// A valid receipt of one proof.
    static func receipt(_ fixture: Fixture) -> Draft {
        Draft(
            header: [1: -19, 4: .bytes(fixture.keyID.bytes), 16: .text("hotline/head"), 395: 1],
            claims: [1: .text("alpha.example"), 2: .text("alpha.example/beta.example/01"), 6: 7, -65537: 8],
            unprotected: proofs([.bytes(fixture.inclusion.encoded())]),
            payload: .null)
    }

    /// The unprotected header of a receipt.
    static func proofs(_ proofs: [CBORValue]) -> CBORMap {
        [396: .map([-1: .array(proofs)])]
    }

    /// The object as bytes, signed unless it has a signature.
    func encoded(key: SigningKey) throws -> [UInt8] {
        var header = header
        if header[15] == nil { header[15] = .map(claims) }
        let protectedBytes = rawHeader ?? CBORValue.map(header).encoded()
        let input = Sign1.signatureInput(protectedBytes: protectedBytes, payload: payload.asBytes ?? [])
        let signature = try signature ?? key.sign(input)
        let parts: [CBORValue] = [.bytes(protectedBytes), .map(unprotected), payload, .bytes(signature)]
        let content = CBORValue.array(parts + moreParts)
        return (tag.map { .tagged($0, content) } ?? content).encoded()
    }
}

/// One thing wrong with a valid object, and the error that names it.
struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let error: COSEError
    let apply: @Sendable (inout Draft) -> Void

    init(_ name: String, _ error: COSEError, _ apply: @escaping @Sendable (inout Draft) -> Void) {
        testDescription = name
        self.error = error
        self.apply = apply
    }
}
