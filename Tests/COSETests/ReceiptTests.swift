import CBOR
import COSE
import HotlineCrypto
import Testing

@Suite("COSE receipts")
struct ReceiptTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("a head and its proofs give the receipt that an independent program gives")
    func independentBytes() throws {
        let head = try Sign1(signing: fixture.root.bytes, header: fixture.headHeader, key: fixture.key)
        let receipt = try COSEReceipt(head: head, inclusions: [fixture.inclusion])
        #expect(receipt.encoded() == (try Fixture.bytes(Vectors.receipt)))
        let same = try COSEReceipt(
            header: fixture.headHeader, inclusions: [fixture.inclusion], signature: head.signature)
        #expect(same == receipt)
    }

    @Test("one signature serves the head and the receipts under it")
    func attached() throws {
        let receipt = try COSEReceipt(decoding: try Fixture.bytes(Vectors.receipt))
        let head = receipt.attached(root: fixture.root)
        #expect(head.encoded() == (try Fixture.bytes(Vectors.head)))
        try head.verify(key: fixture.key.verifyingKey, type: "hotline/head")
        #expect(throws: COSEError.badSignature) {
            try receipt.attached(root: .zero).verify(key: fixture.key.verifyingKey, type: "hotline/head")
        }
    }

    @Test("a receipt comes back from its encoding, with one proof and with the most and longest")
    func roundTrip() throws {
        let bytes = try Fixture.bytes(Vectors.receipt)
        #expect(try COSEReceipt(decoding: bytes).encoded() == bytes)
        let size = UInt64(Int64.max)
        let path = [Digest](repeating: fixture.root, count: COSELimits.maximumPathLength)
        let inclusions = (0..<COSELimits.maximumProofs).map {
            MerkleInclusion(treeSize: size, leafIndex: size - 1 - UInt64($0), path: path)
        }
        let claims = COSEClaims(issuer: "a", subject: "b", issuedAt: 1, treeSize: size)
        let header = COSEHeader(keyID: fixture.keyID, type: "hotline/head", hasMerkleProofs: true, claims: claims)
        let largest = try COSEReceipt(
            header: header, inclusions: inclusions, signature: [UInt8](repeating: 1, count: 64))
        #expect(try COSEReceipt(decoding: largest.encoded()) == largest)
    }

    @Test("a receipt with one fault in its header or envelope is refused by name", arguments: headerFaults)
    func headerFault(_ fault: Fault) throws {
        // A payload of any other type than bytes is refused before the receipt asks whether there is one.
        try expectRefused(fault)
    }

    @Test("a receipt with one fault is refused by name", arguments: receiptFaults)
    func receiptFault(_ fault: Fault) throws {
        try expectRefused(fault)
    }

    @Test("the draft that the faults are put into is valid without one")
    func faultless() throws {
        let receipt = try COSEReceipt(decoding: try Draft.receipt(fixture).encoded(key: fixture.key))
        #expect(receipt.inclusions == [fixture.inclusion])
    }

    @Test("a receipt whose every bit is flipped in turn never verifies for its statement")
    func bitFlips() throws {
        let bytes = try Fixture.bytes(Vectors.receipt)
        #expect(try verifies(bytes))
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(try !verifies(flipped), "bit \(bit)")
        }
    }

    @Test("a receipt cut short anywhere is refused")
    func truncation() throws {
        let bytes = try Fixture.bytes(Vectors.receipt)
        for length in 0..<bytes.count {
            #expect(throws: COSEError.self) { try COSEReceipt(decoding: Array(bytes.prefix(length))) }
        }
    }

    @Test("neither a receipt nor a head is taken in the other's place")
    func otherPlace() throws {
        #expect(throws: COSEError.unprotectedHeader) { try Sign1(decoding: try Fixture.bytes(Vectors.receipt)) }
        #expect(throws: COSEError.payloadPresent) { try COSEReceipt(decoding: try Fixture.bytes(Vectors.head)) }
    }

    @Test("a receipt cannot be made from a statement's header, without proofs, or with another size or signature")
    func makingRefusals() throws {
        let proofs = [fixture.inclusion]
        let signature = [UInt8](repeating: 1, count: 64)
        let other = MerkleInclusion(treeSize: 9, leafIndex: 5, path: fixture.inclusion.path)
        let cases: [(COSEHeader, [MerkleInclusion], [UInt8], COSEError)] = [
            (fixture.statementHeader, proofs, signature, .missingLabel(395)),
            (fixture.headHeader, [], signature, .proofCount),
            (fixture.headHeader, [other], signature, .treeSizeMismatch),
            (fixture.headHeader, proofs, [1], .signatureLength),
        ]
        for (header, inclusions, signature, error) in cases {
            #expect(throws: error) {
                try COSEReceipt(header: header, inclusions: inclusions, signature: signature)
            }
        }
    }

    /// Whether the bytes are a receipt for the leaf, as the sender of a statement checks it.
    private func verifies(_ bytes: [UInt8]) throws -> Bool {
        let entry = try Fixture.bytes(Vectors.leaf)
        do throws(COSEError) {
            let receipt = try COSEReceipt(decoding: bytes)
            guard let root = receipt.inclusions.first.flatMap({ rootOfInclusion($0, entry: entry) }) else {
                return false
            }
            try receipt.attached(root: root).verify(key: fixture.key.verifyingKey, type: "hotline/head")
            return true
        } catch {
            return false
        }
    }

    private func expectRefused(_ fault: Fault) throws {
        var draft = Draft.receipt(fixture)
        fault.apply(&draft)
        let bytes = try draft.encoded(key: fixture.key)
        #expect(throws: fault.error) { try COSEReceipt(decoding: bytes) }
    }
}
