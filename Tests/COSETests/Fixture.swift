import CBOR
import COSE
import HotlineCrypto
import Testing

/// The key and the objects that the tests start from.
struct Fixture {
    let key: SigningKey
    let keyID: Digest
    let root: Digest
    let inclusion: MerkleInclusion

    init() throws {
        key = try SigningKey(seed: try Self.bytes(Vectors.seed))
        keyID = key.verifyingKey.keyID
        root = try #require(Digest(try Self.bytes(Vectors.root)))
        let path = try Vectors.path.map { try #require(Digest(try Self.bytes($0))) }
        inclusion = MerkleInclusion(treeSize: 8, leafIndex: 5, path: path)
    }

    var statementHeader: COSEHeader {
        COSEHeader(
            keyID: keyID, type: "hotline/statement", contentType: "application/cbor",
            claims: COSEClaims(
                issuer: "alpha.example", subject: "alpha.example/beta.example/csirt", issuedAt: 1_763_762_645))
    }

    var headHeader: COSEHeader {
        COSEHeader(
            keyID: keyID, type: "hotline/head", hasMerkleProofs: true,
            claims: COSEClaims(
                issuer: "alpha.example", subject: "alpha.example/beta.example/0123456789abcdef",
                issuedAt: 1_763_762_645, treeSize: 8))
    }

    /// The bytes of a vector.
    static func bytes(_ hex: String) throws -> [UInt8] {
        try #require(Hex.decode(hex))
    }

    /// The four parts of any COSE_Sign1, read without a rule about what is in them.
    static func parts(of hex: String) throws -> [CBORValue] {
        guard case .tagged(18, .array(let parts)) = try CBORValue(decoding: try bytes(hex)) else {
            throw COSEError.notTagged
        }
        return parts
    }
}

/// The root that an inclusion path leads to, straight from RFC 9162 section 2.1.3.2; nil when the path does not fit.
func rootOfInclusion(_ inclusion: MerkleInclusion, entry: [UInt8]) -> Digest? {
    var (index, last) = (inclusion.leafIndex, inclusion.treeSize - 1)
    var digest = Digest.sha256([0x00] + entry)
    for sibling in inclusion.path {
        guard last > 0 else { return nil }
        if index & 1 == 1 || index == last {
            digest = Digest.sha256([0x01] + sibling.bytes + digest.bytes)
            while index & 1 == 0, index > 0 { (index, last) = (index >> 1, last >> 1) }
        } else {
            digest = Digest.sha256([0x01] + digest.bytes + sibling.bytes)
        }
        (index, last) = (index >> 1, last >> 1)
    }
    return last == 0 ? digest : nil
}
