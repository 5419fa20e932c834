import HotlineCrypto
import Testing

@Suite("Digest, base64, hexadecimal, randomness")
struct EncodingTests {
    /// FIPS 180-4 examples.
    static let digests = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test("a digest is SHA-256", arguments: digests)
    func digest(text: String, expected: String) {
        let bytes = Array(text.utf8)
        #expect(Digest.sha256(bytes).description == expected)
        #expect(Digest.sha256(concatenating: bytes.map { [$0] } + [[]]) == Digest.sha256(bytes))
    }

    @Test("a digest has exactly 32 bytes", arguments: [0, 31, 33, 64])
    func digestLength(count: Int) {
        #expect(Digest([UInt8](repeating: 0, count: count)) == nil)
        #expect(Digest([UInt8](repeating: 0, count: 32)) == .zero)
    }

    /// RFC 4648 section 10.
    static let base64 = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test("base64 is that of RFC 4648, both ways", arguments: base64)
    func base64Vectors(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test("all byte values survive base64 and hexadecimal at every length")
    func roundTrips() {
        for count in 0...256 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test(
        "base64 that is not canonical is refused",
        arguments: [
            "Zg", "Zg=", "Zg===", "=", "==", "====", "Z===", "Zh==", "Zm9=", "Zm8=Zm8=", "Zg==\n", " Zg==", "Zm-_",
            "Zm 9v",
            "Z=g=", "Zm9v=", "Zmé",
        ])
    func badBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(
        "hexadecimal with other characters or an odd length is refused", arguments: ["0", "0g", "0x00", " 00", "00\n"])
    func badHex(text: String) {
        #expect(Hex.decode(text) == nil)
        #expect(Hex.decode("aAfF") == [0xaa, 0xff])
    }

    @Test("random bytes have the length asked for and differ")
    func randomBytes() throws {
        #expect(try secureRandomBytes(0).isEmpty)
        #expect(try secureRandomBytes(32).count == 32)
        #expect(try secureRandomBytes(32) != secureRandomBytes(32))
        #expect(throws: KeyError.noRandomness) { try secureRandomBytes(-1) }
    }

    @Test("constant-time equality is equality")
    func constantTime() {
        #expect(constantTimeEqual([], []))
        #expect(constantTimeEqual([1, 2], [1, 2]))
        #expect(!constantTimeEqual([1, 2], [1, 3]))
        #expect(!constantTimeEqual([1, 2], [1]))
    }
}
