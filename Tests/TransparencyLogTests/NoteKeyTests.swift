import HotlineCrypto
import Testing
import TransparencyLog

@Suite("A verification key is read strictly")
struct NoteKeyTests {
    @Test(
        "each published key is read and written back alike",
        arguments: [
            NoteFixture.peterKey, NoteFixture.enochKey, NoteFixture.fooKey, NoteFixture.logKey, NoteFixture.witnessKey,
        ])
    func roundTrip(_ text: String) throws {
        #expect(try NoteVerifier(parsing: text).description == text)
    }

    @Test("the type of a key tells a signer of notes from a cosigner")
    func types() throws {
        #expect(try NoteVerifier(parsing: NoteFixture.logKey).type == .ed25519)
        #expect(try NoteVerifier(parsing: NoteFixture.witnessKey).type == .cosignature)
    }

    @Test("no part of a key is a key")
    func substrings() {
        let bytes = Array(NoteFixture.peterKey.utf8)
        for start in bytes.indices {
            for end in start...bytes.count where start > 0 || end < bytes.count {
                #expect(throws: NoteKeyError.self) {
                    try NoteVerifier(parsing: String(decoding: bytes[start..<end], as: UTF8.self))
                }
            }
        }
    }

    @Test("a key with one changed character is refused")
    func mangling() {
        let bytes = Array(NoteFixture.peterKey.utf8)
        for index in bytes.indices {
            var changed = bytes
            changed[index] += 1
            #expect(throws: NoteKeyError.self) {
                try NoteVerifier(parsing: String(decoding: changed, as: UTF8.self))
            }
        }
    }

    @Test(
        "the reason of a refusal is told",
        arguments: [
            ("PeterNeumann", NoteKeyError.notThreeParts),
            ("Peter Neumann+c74f20a3+AR==", .badName),
            ("+c74f20a3+AR==", .badName),
            ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T", .badBase64),
            ("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .keyIDMismatch),
            ("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .keyIDMismatch),
            ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .unsupportedType(0x65)),
            ("PeterNeumann+173116ae+", .unsupportedType(nil)),
            ("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", .badBase64),
        ])
    func reasons(_ text: String, _ error: NoteKeyError) {
        #expect(throws: error) { try NoteVerifier(parsing: text) }
    }

    @Test("a key of the wrong length or of small order is refused by the key's own rule")
    func badKeys() {
        let short = Base64.encode([1] + [UInt8](repeating: 7, count: 31))
        let identity = Base64.encode([1, 1] + [UInt8](repeating: 0, count: 31))
        for key in [short, identity] {
            #expect {
                try NoteVerifier(parsing: "name+00000000+\(key)")
            } throws: { error in
                if case NoteKeyError.badKey = error { true } else { false }
            }
        }
    }

    @Test("a key line and the note key of the same name and key are the same text")
    func keyLine() throws {
        let key = try NoteFixture.key(seed: NoteFixture.logSeed).verifyingKey
        let line = KeyLine(name: try #require(NodeName("alpha.example")), key: key)
        let verifier = NoteVerifier(name: NoteName(line.name), type: .ed25519, key: line.key)
        #expect(verifier.keyID == line.noteKeyID)
        #expect(verifier.description == line.description)
        #expect(NoteVerifier.cosigner(line).keyID != line.noteKeyID)
    }

    @Test(
        "a name is not empty and has no space, plus sign or control character",
        arguments: ["", " ", "a b", "a+b", "a\nb", "a\u{7}b", "a\u{00A0}b", "a\u{2003}b", "a\u{3000}", "\u{2028}"])
    func names(_ text: String) {
        #expect(NoteName(text) == nil)
    }

    @Test("a name has at most 255 bytes, and names are compared by their bytes")
    func nameBytes() {
        #expect(NoteName(String(repeating: "a", count: 255)) != nil)
        #expect(NoteName(String(repeating: "a", count: 256)) == nil)
        #expect(NoteName(String(repeating: "é", count: 128)) == nil)
        // One character in two spellings: the same String, two names.
        #expect(NoteName("caf\u{E9}") != NoteName("cafe\u{301}"))
        #expect(NoteName("caf\u{E9}")?.hashValue == NoteName("caf\u{E9}")?.hashValue)
    }
}
