import CBOR
import COSE
import HotlineCrypto
import Testing

/// Public objects whose headers are not those of this project: their pieces verify, and as a whole they are refused.
@Suite("Public COSE vectors")
struct PublicVectorTests {
    @Test(
        "the signed bytes of a public COSE_Sign1 are rebuilt and its signature verifies",
        arguments: [
            (Vectors.eddsaSig01, Vectors.eddsaSig01Input), (Vectors.algorithmOnly, Vectors.algorithmOnlyInput),
        ])
    func signatureInput(object: String, input: String) throws {
        let parts = try Fixture.parts(of: object)
        let payload = try #require(parts[2].asBytes)
        try expectVerifies(parts, payload: payload, input: input)
        #expect(payload == Array("This is the content.".utf8))
    }

    @Test("the root of a bare receipt's proof is what its signature covers")
    func bareReceipt() throws {
        let parts = try Fixture.parts(of: Vectors.bareReceipt)
        let inclusion = try MerkleInclusion(decoding: try proof(of: parts, kind: -1))
        let root = try #require(rootOfInclusion(inclusion, entry: try Fixture.bytes(Vectors.leaf)))
        #expect(root.bytes == (try Fixture.bytes(Vectors.root)))
        try expectVerifies(parts, payload: root.bytes, input: Vectors.bareReceiptInput)
    }

    @Test("the published inclusion proof is read and written")
    func publishedInclusion() throws {
        let bytes = try proof(of: try Fixture.parts(of: Vectors.publishedInclusion), kind: -1)
        let inclusion = try MerkleInclusion(decoding: bytes)
        #expect((inclusion.treeSize, inclusion.leafIndex, inclusion.path.count) == (5, 3, 3))
        #expect(inclusion.encoded() == bytes)
    }

    @Test("the published consistency proof is read and written")
    func publishedConsistency() throws {
        let bytes = try proof(of: try Fixture.parts(of: Vectors.publishedConsistency), kind: -2)
        let consistency = try MerkleConsistency(decoding: bytes)
        #expect((consistency.from, consistency.to, consistency.path.count) == (3, 5, 4))
        #expect(consistency.encoded() == bytes)
    }

    @Test("a consistency proof with impossible sizes or path is refused by name")
    func consistencyFaults() throws {
        let digest = Digest.zero
        let faults: [(MerkleConsistency, COSEError)] = [
            (MerkleConsistency(from: 0, to: 5, path: [digest]), .proofRange),
            (MerkleConsistency(from: 5, to: 5, path: [digest]), .proofRange),
            (MerkleConsistency(from: 6, to: 5, path: [digest]), .proofRange),
            (MerkleConsistency(from: 5, to: 1 << 63, path: [digest]), .proofRange),
            (MerkleConsistency(from: 3, to: 5, path: []), .pathLength),
            (MerkleConsistency(from: 3, to: 5, path: [Digest](repeating: digest, count: 65)), .pathLength),
        ]
        for (proof, error) in faults {
            #expect(throws: error) { try MerkleConsistency(decoding: proof.encoded()) }
        }
        #expect(throws: COSEError.malformedProof) { try MerkleConsistency(decoding: [0x80]) }
    }

    @Test("the strict decoders refuse the public objects by name")
    func strictRefusal() throws {
        #expect(throws: COSEError.unsupportedAlgorithm(-8)) {
            try Sign1(decoding: try Fixture.bytes(Vectors.eddsaSig01))
        }
        #expect(throws: COSEError.missingLabel(4)) { try Sign1(decoding: try Fixture.bytes(Vectors.algorithmOnly)) }
        #expect(throws: COSEError.missingLabel(4)) {
            try COSEReceipt(decoding: try Fixture.bytes(Vectors.bareReceipt))
        }
        // Its header has label 395 before label 15, which is not the deterministic order.
        #expect(throws: COSEError.encoding(.protectedHeader, .unsortedKeys(offset: 19))) {
            try COSEReceipt(decoding: try Fixture.bytes(Vectors.publishedInclusion))
        }
    }

    private func proof(of parts: [CBORValue], kind: Int) throws -> [UInt8] {
        try #require(parts[1].asMap?[396]?.asMap?[kind]?.asArray?.first?.asBytes)
    }

    private func expectVerifies(_ parts: [CBORValue], payload: [UInt8], input: String) throws {
        let signed = Sign1.signatureInput(protectedBytes: try #require(parts[0].asBytes), payload: payload)
        #expect(signed == (try Fixture.bytes(input)))
        let key = try VerifyingKey(rawBytes: try Fixture.bytes(Vectors.publicKey))
        #expect(key.isValidSignature(try #require(parts[3].asBytes), for: signed))
    }
}
