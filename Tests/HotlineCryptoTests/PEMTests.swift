import HotlineCrypto
import Testing

@Suite("Private key files")
struct PEMTests {
    /// RFC 8410 section 10.3, the first example.
    private let plain = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----

        """

    @Test("the example of RFC 8410 is read and written back as it was")
    func standardExample() throws {
        let key = try SigningKey(pem: Array(plain.utf8), passphrase: nil)
        // RFC 8410 section 10.1: the public key of the example.
        #expect(
            Hex.encode(key.verifyingKey.rawBytes) == "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1")
        #expect(String(decoding: try key.pem(passphrase: nil), as: UTF8.self) == plain)
    }

    @Test("a passphrase is ignored for a plain key")
    func needlessPassphrase() throws {
        #expect(throws: Never.self) { try SigningKey(pem: Array(plain.utf8), passphrase: [1]) }
    }

    @Test("an encrypted key opens with its passphrase only")
    func encrypted() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 7, count: 32))
        let passphrase = Array("correct horse".utf8)
        let pem = try key.pem(passphrase: passphrase)
        #expect(String(decoding: pem, as: UTF8.self).hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
        #expect(try SigningKey(pem: pem, passphrase: passphrase).verifyingKey == key.verifyingKey)
        #expect(throws: KeyError.needsPassphrase) { try SigningKey(pem: pem, passphrase: nil) }
        #expect(throws: KeyError.wrongPassphrase) { try SigningKey(pem: pem, passphrase: Array("wrong".utf8)) }
        #expect(throws: KeyError.wrongPassphrase) { try SigningKey(pem: pem, passphrase: []) }
    }

    @Test("an encrypted key made by the openssl command is read")
    func foreignEncrypted() throws {
        // openssl genpkey -algorithm ed25519 -aes-256-cbc -pass pass:hotline
        let pem = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj36xkSzxGEHQICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEECjO91zAeOn5QD6qfp2645AEQBnz
            gY+2GSLqzaoSxGuV4nH9JxR6w7O8MbrBgo1B7BM0+GvKp2zQzr+gCzx7iMLsRF8S
            GFNLeyHffiuO0uqHZs0=
            -----END ENCRYPTED PRIVATE KEY-----
            """
        let key = try SigningKey(pem: Array(pem.utf8), passphrase: Array("hotline".utf8))
        #expect(
            Hex.encode(key.verifyingKey.rawBytes) == "f28cc91c10e49b5d433d088991e5634de7fc8997494b0ec1f9d96ab6ffacd1cb")
    }

    /// Files that are no PKCS#8 PEM at all.
    static let strange = [
        "",
        "hello",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n",
        String(repeating: "x", count: SigningKey.maximumPEMByteCount + 1),
    ]

    @Test("anything but PKCS#8 in PEM is refused by name", arguments: strange)
    func strangeFiles(text: String) {
        #expect(throws: KeyError.notPKCS8PEM) { try SigningKey(pem: Array(text.utf8), passphrase: [1]) }
    }

    @Test("a private key of another kind is refused by name")
    func otherAlgorithm() {
        // openssl genpkey -algorithm x25519
        let pem = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VuBCIEICDV5vDz5oYPEeOqHMJQWWEUrCIieuL6WXDUwA7H0tNJ
            -----END PRIVATE KEY-----
            """
        #expect(throws: KeyError.notEd25519) { try SigningKey(pem: Array(pem.utf8), passphrase: nil) }
    }

    @Test("printing, dumping and reflecting a key show its ID and no secret")
    func neverPrinted() throws {
        let seed = [UInt8](repeating: 0x5a, count: 32)
        let key = try SigningKey(seed: seed)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped, "\([key])", "\(Optional(key) as Any)"] {
            #expect(text.contains("SigningKey(\(key.verifyingKey.keyID))"))
            #expect(!text.contains("5a5a5a5a") && !text.contains("90, 90"))
        }
        #expect(Mirror(reflecting: key).children.isEmpty)
    }
}
