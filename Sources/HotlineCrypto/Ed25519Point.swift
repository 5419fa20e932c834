import COpenSSL

/// What must hold of 32 bytes before they are taken as somebody's Ed25519 public key.
///
/// RFC 8032 section 5.1.3 (decoding) and, beyond it, the refusal of the eight points of small order. OpenSSL itself takes
/// any 32 bytes as a key and would reduce y modulo p when verifying.
enum Ed25519Point {
    /// The length of an encoded point in bytes.
    static let byteCount = 32

    /// p = 2^255 - 19, big-endian hexadecimal.
    private static let prime = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed"
    /// d = -121665/121666 modulo p (RFC 8032 section 5.1), big-endian hexadecimal.
    private static let curveConstant = "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3"

    /// y = 1 (the neutral element), y = -1 (order 2), y = 0 (order 4) and the two y of order 8, little-endian. Each but the
    /// first two stands for two points, x and -x: eight in all.
    private static let smallOrder: Set<[UInt8]> = [
        [1] + [UInt8](repeating: 0, count: 31),
        [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
        [UInt8](repeating: 0, count: 32),
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
            0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
            0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
    ]

    /// Throws unless the bytes are the canonical encoding of a point of large order.
    static func check(_ bytes: [UInt8]) throws(KeyError) {
        guard bytes.count == byteCount else { throw .wrongLength(bytes.count) }
        let sign = bytes[31] >> 7
        var y = bytes
        y[31] &= 0x7f
        guard isReduced(y) else { throw .nonCanonical }
        // x = 0 has no negative: of the points with y = 1 and y = -1 only the encoding without the sign bit is canonical.
        if smallOrder.contains(y) { throw sign == 1 && isPlusMinusOne(y) ? .nonCanonical : .smallOrder }
        guard try isOnCurve(y) else { throw .notOnCurve }
    }

    /// y < p, for little-endian bytes without the sign bit: only 19 values from p to 2^255 - 1 are not.
    private static func isReduced(_ y: [UInt8]) -> Bool {
        y[0] < 0xed || y[31] != 0x7f || y[1..<31].contains { $0 != 0xff }
    }

    private static func isPlusMinusOne(_ y: [UInt8]) -> Bool {
        (y[0] == 1 || y[0] == 0xec) && y[1] == y[30] && y[1] == (y[0] == 1 ? 0 : 0xff)
    }

    /// Whether x^2 = (y^2 - 1) / (d y^2 + 1) has a solution. A quotient is a square exactly if the product is.
    private static func isOnCurve(_ y: [UInt8]) throws(KeyError) -> Bool {
        let context = BN_CTX_new()
        defer { BN_CTX_free(context) }
        BN_CTX_start(context)
        defer { BN_CTX_end(context) }
        var p = BN_CTX_get(context)
        var d = BN_CTX_get(context)
        let square = BN_CTX_get(context)
        let numerator = BN_CTX_get(context)
        // The last one is nil if any before it is.
        guard let denominator = BN_CTX_get(context) else { throw .fromQueue() }
        guard BN_hex2bn(&p, prime) > 0, BN_hex2bn(&d, curveConstant) > 0,
            BN_lebin2bn(y, Int32(y.count), square) != nil,
            BN_mod_sqr(square, square, p, context) == 1,
            BN_mod_sub(numerator, square, BN_value_one(), p, context) == 1,
            BN_mod_mul(denominator, square, d, p, context) == 1,
            BN_mod_add(denominator, denominator, BN_value_one(), p, context) == 1,
            BN_mod_mul(numerator, numerator, denominator, p, context) == 1
        else { throw .fromQueue() }
        return try isSquare(numerator, p, context)
    }

    private static func isSquare(
        _ value: OpaquePointer?, _ prime: OpaquePointer?, _ context: OpaquePointer?
    ) throws(KeyError) -> Bool {
        switch BN_kronecker(value, prime, context) {
        case 0, 1: return true
        case -1: return false
        default: throw .fromQueue()
        }
    }
}
