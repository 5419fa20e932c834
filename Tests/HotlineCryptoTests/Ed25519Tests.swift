import HotlineCrypto
import Testing

@Suite("Ed25519")
struct Ed25519Tests {
    private let first = RFC8032Vector.all[0]

    private func bytes(_ hex: String) throws -> [UInt8] {
        try #require(Hex.decode(hex))
    }

    @Test("a seed gives the key and the signature of RFC 8032", arguments: RFC8032Vector.all)
    func signs(vector: RFC8032Vector) throws {
        let key = try SigningKey(seed: bytes(vector.seed))
        let message = try bytes(vector.message)
        #expect(Hex.encode(key.verifyingKey.rawBytes) == vector.publicKey)
        #expect(Hex.encode(try key.sign(message)) == vector.signature)
        #expect(key.verifyingKey.isValidSignature(try bytes(vector.signature), for: message))
    }

    @Test("a signature with any bit flipped is refused")
    func refusesFlippedBits() throws {
        let vector = RFC8032Vector.all[1]
        let key = try VerifyingKey(rawBytes: bytes(vector.publicKey))
        let message = try bytes(vector.message)
        let signature = try bytes(vector.signature)
        for bit in 0..<512 {
            var flipped = signature
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.isValidSignature(flipped, for: message))
        }
        #expect(!key.isValidSignature(signature, for: message + [0]))
        #expect(!key.isValidSignature(signature, for: []))
    }

    @Test("a signature of any length but 64 is refused", arguments: [0, 1, 63, 65, 128])
    func refusesLengths(count: Int) throws {
        let key = try VerifyingKey(rawBytes: bytes(first.publicKey))
        let signature = try bytes(first.signature) + [UInt8](repeating: 0, count: 64)
        #expect(!key.isValidSignature(Array(signature.prefix(count)), for: []))
    }

    @Test("S + L in place of S is refused, though the equation holds")
    func refusesUnreducedS() throws {
        // L, the order of the group (RFC 8032 section 5.1), little-endian.
        let order = try bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        for vector in RFC8032Vector.all {
            var signature = try bytes(vector.signature)
            var carry: UInt16 = 0
            for index in 0..<32 {
                let sum = UInt16(signature[32 + index]) + UInt16(order[index]) + carry
                signature[32 + index] = UInt8(truncatingIfNeeded: sum)
                carry = sum >> 8
            }
            let key = try VerifyingKey(rawBytes: bytes(vector.publicKey))
            #expect(carry == 0)
            #expect(!key.isValidSignature(signature, for: try bytes(vector.message)))
        }
    }

    @Test("a key's ID is the SHA-256 of its SubjectPublicKeyInfo")
    func keyID() throws {
        let key = try VerifyingKey(rawBytes: bytes(first.publicKey))
        #expect(key.keyID == Digest.sha256(key.subjectPublicKeyInfo))
        // Computed with an independent implementation.
        #expect(key.description == "06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9")
        #expect(Hex.encode(key.subjectPublicKeyInfo) == "302a300506032b6570032100" + first.publicKey)
    }

    @Test("keys are equal exactly if their bytes are")
    func equality() throws {
        let key = try VerifyingKey(rawBytes: bytes(first.publicKey))
        let other = try VerifyingKey(rawBytes: bytes(RFC8032Vector.all[1].publicKey))
        #expect(key == (try VerifyingKey(rawBytes: key.rawBytes)))
        #expect(Set([key, other, try SigningKey(seed: bytes(first.seed)).verifyingKey]).count == 2)
    }

    @Test("a seed of any length but 32 is refused", arguments: [0, 31, 33, 64])
    func refusesSeedLengths(count: Int) {
        #expect(throws: KeyError.wrongLength(count)) { try SigningKey(seed: [UInt8](repeating: 1, count: count)) }
    }

    @Test("two generated keys differ")
    func generates() throws {
        let one = try SigningKey.generate()
        #expect(one.verifyingKey != (try SigningKey.generate().verifyingKey))
        #expect(one.verifyingKey.isValidSignature(try one.sign([1, 2, 3]), for: [1, 2, 3]))
    }

    @Test("one key signs and verifies on many threads at once")
    func concurrency() async throws {
        let key = try SigningKey(seed: bytes(first.seed))
        let valid = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let message = [UInt8(truncatingIfNeeded: number)]
                    guard let signature = try? key.sign(message) else { return false }
                    return key.verifyingKey.isValidSignature(signature, for: message)
                }
            }
            return await group.allSatisfy { $0 }
        }
        #expect(valid)
    }
}
