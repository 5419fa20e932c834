import HotlineCrypto
import Testing

/// Keys for which signatures can be forged or that have more than one spelling, with the reason they are refused for.
@Suite("Weak and misspelt keys")
struct WeakKeyTests {
    /// The canonical encodings of the eight points of small order (the torsion subgroup of edwards25519).
    static let torsion = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ]

    /// x = 0 with the sign bit set: decoding fails by RFC 8032 section 5.1.3 step 4.
    static let negativeZero = [
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ]

    @Test("a key of small order is refused", arguments: torsion)
    func smallOrder(hex: String) throws {
        let bytes = try #require(Hex.decode(hex))
        #expect(throws: KeyError.smallOrder) { try VerifyingKey(rawBytes: bytes) }
    }

    @Test("a key with x = 0 and the sign bit is refused", arguments: negativeZero)
    func signOfZero(hex: String) throws {
        let bytes = try #require(Hex.decode(hex))
        #expect(throws: KeyError.nonCanonical) { try VerifyingKey(rawBytes: bytes) }
    }

    @Test("each of the 38 encodings with y of p or more is refused", arguments: UInt8(0xed)...0xff)
    func unreducedY(lowByte: UInt8) {
        for highByte: UInt8 in [0x7f, 0xff] {
            let bytes = [lowByte] + [UInt8](repeating: 0xff, count: 30) + [highByte]
            #expect(throws: KeyError.nonCanonical) { try VerifyingKey(rawBytes: bytes) }
        }
    }

    @Test("bytes that are not a point are refused", arguments: [2, 7, 8, 11, 12, 13, 17] as [UInt8])
    func notOnCurve(y: UInt8) {
        for sign: UInt8 in [0, 0x80] {
            let bytes = [y] + [UInt8](repeating: 0, count: 30) + [sign]
            #expect(throws: KeyError.notOnCurve) { try VerifyingKey(rawBytes: bytes) }
        }
    }

    @Test("other points are taken, with either sign", arguments: [3, 4, 5, 6, 9, 10, 14, 15, 16, 18, 19] as [UInt8])
    func onCurve(y: UInt8) {
        for sign: UInt8 in [0, 0x80] {
            let bytes = [y] + [UInt8](repeating: 0, count: 30) + [sign]
            #expect(throws: Never.self) { try VerifyingKey(rawBytes: bytes) }
        }
    }

    @Test("a key of any length but 32 is refused", arguments: [0, 31, 33, 64])
    func lengths(count: Int) {
        #expect(throws: KeyError.wrongLength(count)) { try VerifyingKey(rawBytes: [UInt8](repeating: 5, count: count)) }
    }

    /// What becomes of a vector.
    enum Verdict: Sendable {
        case keyRefused, valid, invalid
    }

    /// A vector of novifinancial/ed25519-speccheck, cases.json at 336651b, with the verdict that this project wants.
    struct Case: Sendable {
        let message: String
        let key: String
        let signature: (r: String, s: String)
        let verdict: Verdict
    }

    private static let mixedOrderKey = "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d"
    private static let plainKey = "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623"
    private static let secondMixedKey = "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
    private static let unreducedR = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"

    static let speccheck = [
        // 0, 1: keys of small order.
        Case(
            message: "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6", key: torsion[7],
            signature: (torsion[6], torsion[2]), verdict: .keyRefused),
        Case(
            message: "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79", key: torsion[7],
            signature: (secondMixedKey, "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"),
            verdict: .keyRefused),
        // 2, 3: R of small order, R of mixed order; the equation holds without cofactor. Only the key's owner can make them.
        Case(
            message: "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab", key: secondMixedKey,
            signature: (torsion[7], "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e"), verdict: .valid
        ),
        Case(
            message: "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79", key: mixedOrderKey,
            signature: (
                "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f",
                "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009"
            ), verdict: .valid),
        // 4, 5: the equation holds only when multiplied by the cofactor.
        Case(
            message: "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c", key: mixedOrderKey,
            signature: (
                "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512",
                "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09"
            ), verdict: .invalid),
        Case(
            message: "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c", key: mixedOrderKey,
            signature: (
                "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7",
                "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405"
            ), verdict: .invalid),
        // 6, 7: S of L or more.
        Case(
            message: "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40", key: plainKey,
            signature: (
                "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e",
                "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514"
            ), verdict: .invalid),
        Case(
            message: "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40", key: plainKey,
            signature: (
                "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942",
                "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22"
            ), verdict: .invalid),
        // 8, 9: R not canonically encoded.
        Case(
            message: "fdaebc429f4a735932a160da1301080c13280eea8bc280d1b392c6b9e6ba3a5a", key: secondMixedKey,
            signature: (unreducedR, "454d370c8d9fc323a41450f8d513eafeb5b0697390c1e505a0d4ddc71f566607"),
            verdict: .invalid),
        Case(
            message: "84b698d39be126ff55fe45079e6c8bf64a0d7db6994560b4e96b7021eb39c1a1", key: secondMixedKey,
            signature: (unreducedR, "084d5b99c2a9463d9c8bd5026916996984eeec87ddf1d3be329006ace1b37b09"),
            verdict: .invalid),
    ]

    @Test("the edge cases of signature verification are decided as written", arguments: speccheck)
    func edgeCase(vector: Case) throws {
        let keyBytes = try #require(Hex.decode(vector.key))
        let message = try #require(Hex.decode(vector.message))
        let signature = try #require(Hex.decode(vector.signature.r + vector.signature.s))
        if vector.verdict == .keyRefused {
            #expect(throws: KeyError.smallOrder) { try VerifyingKey(rawBytes: keyBytes) }
        } else {
            let key = try VerifyingKey(rawBytes: keyBytes)
            #expect(key.isValidSignature(signature, for: message) == (vector.verdict == .valid))
        }
    }
}
