import CBOR
import COSE
import HotlineCrypto
import Testing

@Suite("COSE_Sign1")
struct Sign1Tests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test("signing gives the bytes that an independent program gives")
    func independentBytes() throws {
        let statement = try Sign1(
            signing: Array("This is the content.".utf8), header: fixture.statementHeader, key: fixture.key)
        #expect(statement.encoded() == (try Fixture.bytes(Vectors.statement)))
        let head = try Sign1(signing: fixture.root.bytes, header: fixture.headHeader, key: fixture.key)
        #expect(head.encoded() == (try Fixture.bytes(Vectors.head)))
        #expect(fixture.keyID.bytes == (try Fixture.bytes(Vectors.keyID)))
    }

    @Test("a signed object is decoded to what was signed, verifies, and encodes to the same bytes")
    func roundTrip() throws {
        let bytes = try Fixture.bytes(Vectors.statement)
        let statement = try Sign1(decoding: bytes)
        #expect(statement.header == fixture.statementHeader)
        #expect(statement.payload == Array("This is the content.".utf8))
        #expect(statement.encoded() == bytes)
        try statement.verify(key: fixture.key.verifyingKey, type: "hotline/statement")
    }

    @Test("a head fits the 512 bytes of its log entry even with the longest names")
    func headSize() throws {
        let name = String(repeating: "a", count: 63)
        let claims = COSEClaims(
            issuer: name, subject: "\(name)/\(name)/0123456789abcdef", issuedAt: UInt64(Int64.max),
            treeSize: UInt64(Int64.max))
        let header = COSEHeader(keyID: fixture.keyID, type: "hotline/head", hasMerkleProofs: true, claims: claims)
        let head = try Sign1(signing: fixture.root.bytes, header: header, key: fixture.key)
        #expect(head.encoded().count <= 512)
        #expect(try Sign1(decoding: head.encoded()) == head)
    }

    @Test("an object with one fault in its header or envelope is refused by name", arguments: headerFaults)
    func headerFault(_ fault: Fault) throws {
        try expectRefused(fault)
    }

    @Test("a statement with one fault is refused by name", arguments: statementFaults)
    func statementFault(_ fault: Fault) throws {
        try expectRefused(fault)
    }

    @Test("the draft that the faults are put into is valid without one")
    func faultless() throws {
        let object = try Sign1(decoding: try Draft.statement(fixture).encoded(key: fixture.key))
        try object.verify(key: fixture.key.verifyingKey, type: "hotline/statement")
    }

    @Test(
        "a statement whose every bit is flipped in turn is never accepted",
        arguments: [Vectors.statement, Vectors.head])
    func bitFlips(hex: String) throws {
        let bytes = try Fixture.bytes(hex)
        let type = try Sign1(decoding: bytes).header.type
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: COSEError.self, "bit \(bit)") {
                try Sign1(decoding: flipped).verify(key: fixture.key.verifyingKey, type: type)
            }
        }
    }

    @Test("a statement cut short anywhere or followed by a byte is refused")
    func lengths() throws {
        let bytes = try Fixture.bytes(Vectors.statement)
        for length in 0..<bytes.count {
            #expect(throws: COSEError.self) { try Sign1(decoding: Array(bytes.prefix(length))) }
        }
        #expect(throws: COSEError.encoding(.object, .trailingBytes(offset: bytes.count))) {
            try Sign1(decoding: bytes + [0])
        }
    }

    @Test("verifying refuses another key, another type and a signature of another key under this kid")
    func verification() throws {
        let statement = try Sign1(decoding: try Fixture.bytes(Vectors.statement))
        let other = try SigningKey(seed: [UInt8](repeating: 9, count: 32))
        let type = "hotline/statement"
        #expect(throws: COSEError.wrongKey) { try statement.verify(key: other.verifyingKey, type: type) }
        #expect(throws: COSEError.wrongType) {
            try statement.verify(key: fixture.key.verifyingKey, type: "hotline/head")
        }
        let forged = try Sign1(decoding: try Draft.statement(fixture).encoded(key: other))
        #expect(throws: COSEError.badSignature) { try forged.verify(key: fixture.key.verifyingKey, type: type) }
    }

    @Test("signing refuses a header that names another key, and a payload that is too long")
    func signingRefusals() throws {
        let other = try SigningKey(seed: [UInt8](repeating: 9, count: 32))
        #expect(throws: COSEError.wrongKey) { try Sign1(signing: [], header: fixture.statementHeader, key: other) }
        let long = [UInt8](repeating: 0, count: COSELimits.maximumPayloadBytes)
        let longest = try Sign1(signing: long, header: fixture.statementHeader, key: fixture.key)
        #expect(try Sign1(decoding: longest.encoded()) == longest)
        #expect(throws: COSEError.payloadTooLarge) {
            try Sign1(signing: long + [0], header: fixture.statementHeader, key: fixture.key)
        }
    }

    @Test("an error says what is wrong in words")
    func descriptions() {
        #expect(COSEError.unexpectedLabel(2).description == "header label 2 is not allowed")
        #expect(COSEError.unexpectedClaim(nil).description == "claim that is no number is not allowed")
        #expect(
            COSEError.encoding(.protectedHeader, .duplicateKey(offset: 3)).description
                == "protected header: duplicate map key at byte 3")
    }

    private func expectRefused(_ fault: Fault) throws {
        var draft = Draft.statement(fixture)
        fault.apply(&draft)
        let bytes = try draft.encoded(key: fixture.key)
        #expect(throws: fault.error) { try Sign1(decoding: bytes) }
    }
}
