import CBOR
import COSE
import HotlineCrypto
import Testing

@Suite("COSE headers")
struct HeaderTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("a header comes back from its encoding")
    func roundTrip() throws {
        for header in [fixture.statementHeader, fixture.headHeader] {
            #expect(try COSEHeader(decoding: header.encoded()) == header)
        }
    }

    @Test("a header that a decoder would refuse is not signed", arguments: [0, 1, 2, 3, 4, 5, 6, 7])
    func refusedBeforeSigning(_ row: Int) throws {
        let (header, error) = invalidHeaders[row]
        #expect(throws: error) { try Sign1(signing: [], header: header, key: fixture.key) }
        #expect(throws: error) { try COSEHeader(decoding: header.encoded()) }
    }

    private var invalidHeaders: [(COSEHeader, COSEError)] {
        [
            (header(type: ""), .invalidLabel(16)),
            (header(type: "hotl\u{ED}ne"), .invalidLabel(16)),
            (header(contentType: "a\u{7F}"), .invalidLabel(3)),
            (header(claims: COSEClaims(issuer: "", subject: "b", issuedAt: 0)), .invalidClaim(1)),
            (header(claims: COSEClaims(issuer: "a", subject: "b", issuedAt: 1 << 63)), .invalidClaim(6)),
            (header(claims: COSEClaims(issuer: "a", subject: "b", issuedAt: 0, treeSize: 1)), .unexpectedClaim(-65537)),
            (header(hasMerkleProofs: true), .missingClaim(-65537)),
            (header(contentType: "a/b", hasMerkleProofs: true), .unexpectedLabel(3)),
        ]
    }

    private func header(
        type: String = "t", contentType: String? = nil, hasMerkleProofs: Bool = false,
        claims: COSEClaims = COSEClaims(issuer: "a", subject: "b", issuedAt: 0)
    ) -> COSEHeader {
        COSEHeader(
            keyID: fixture.keyID, type: type, contentType: contentType, hasMerkleProofs: hasMerkleProofs, claims: claims
        )
    }
}
