import CBOR
import COSE

/// What a header must not be, in statements and receipts alike.
let headerFaults: [Fault] = [
    // Algorithm.
    Fault("EdDSA -8", .unsupportedAlgorithm(-8)) { $0.header[1] = -8 },
    Fault("ES256 -7", .unsupportedAlgorithm(-7)) { $0.header[1] = -7 },
    Fault("Ed448 -53", .unsupportedAlgorithm(-53)) { $0.header[1] = -53 },
    Fault("HMAC 5", .unsupportedAlgorithm(5)) { $0.header[1] = 5 },
    Fault("algorithm as text", .invalidLabel(1)) { $0.header[1] = .text("Ed25519") },
    Fault("no algorithm", .missingLabel(1)) { $0.header[1] = nil },
    // Labels that nobody asked for.
    Fault("crit", .unexpectedLabel(2)) { $0.header[2] = .array([4]) },
    Fault("empty crit", .unexpectedLabel(2)) { $0.header[2] = .array([]) },
    Fault("IV", .unexpectedLabel(5)) { $0.header[5] = .bytes([1]) },
    Fault("x5chain", .unexpectedLabel(33)) { $0.header[33] = .bytes([1]) },
    Fault("receipts", .unexpectedLabel(394)) { $0.header[394] = .array([]) },
    Fault("proofs in the protected header", .unexpectedLabel(396)) { $0.header[396] = .map([:]) },
    Fault("private label", .unexpectedLabel(-70_000)) { $0.header[-70_000] = 1 },
    Fault("text label", .unexpectedLabel(nil)) { $0.header[.text("alg")] = -19 },
    Fault("label zero", .unexpectedLabel(0)) { $0.header[0] = .null },
    // Key identifier.
    Fault("no kid", .missingLabel(4)) { $0.header[4] = nil },
    Fault("short kid", .invalidLabel(4)) { $0.header[4] = .bytes([UInt8](repeating: 1, count: 31)) },
    Fault("long kid", .invalidLabel(4)) { $0.header[4] = .bytes([UInt8](repeating: 1, count: 33)) },
    Fault("kid as text", .invalidLabel(4)) { $0.header[4] = .text("key") },
    // Type.
    Fault("no typ", .missingLabel(16)) { $0.header[16] = nil },
    Fault("empty typ", .invalidLabel(16)) { $0.header[16] = .text("") },
    Fault("typ as number", .invalidLabel(16)) { $0.header[16] = 18 },
    Fault("typ with a line break", .invalidLabel(16)) { $0.header[16] = .text("a\nb") },
    Fault("typ beyond ASCII", .invalidLabel(16)) { $0.header[16] = .text("hotl\u{131}ne") },
    Fault("long typ", .invalidLabel(16)) { $0.header[16] = .text(String(repeating: "a", count: 256)) },
    // Claims.
    Fault("claims as bytes", .invalidLabel(15)) { $0.header[15] = .bytes([0xA0]) },
    Fault("no claims in the map", .missingClaim(1)) { $0.header[15] = .map([:]) },
    Fault("no iss", .missingClaim(1)) { $0.claims[1] = nil },
    Fault("no sub", .missingClaim(2)) { $0.claims[2] = nil },
    Fault("no iat", .missingClaim(6)) { $0.claims[6] = nil },
    Fault("iss as bytes", .invalidClaim(1)) { $0.claims[1] = .bytes([0x61]) },
    Fault("empty iss", .invalidClaim(1)) { $0.claims[1] = .text("") },
    Fault("iss with an escape", .invalidClaim(1)) { $0.claims[1] = .text("\u{1B}[31m") },
    Fault("empty sub", .invalidClaim(2)) { $0.claims[2] = .text("") },
    Fault("long sub", .invalidClaim(2)) { $0.claims[2] = .text(String(repeating: "a", count: 256)) },
    Fault("negative iat", .invalidClaim(6)) { $0.claims[6] = -1 },
    Fault("iat beyond 2^63", .invalidClaim(6)) { $0.claims[6] = .unsigned(1 << 63) },
    Fault("exp", .unexpectedClaim(4)) { $0.claims[4] = 1 },
    Fault("text claim", .unexpectedClaim(nil)) { $0.claims[.text("iss")] = .text("a") },
    // The map itself.
    Fault("empty protected header", .encoding(.protectedHeader, .truncated(offset: 0))) { $0.rawHeader = [] },
    Fault("header that is an array", .headerNotMap) { $0.rawHeader = [0x80] },
    Fault("empty header map", .missingLabel(1)) { $0.rawHeader = [0xA0] },
    Fault("duplicate label", .encoding(.protectedHeader, .duplicateKey(offset: 3))) {
        $0.rawHeader = [0xA2, 0x01, 0x32, 0x01, 0x32]
    },
    Fault("labels out of order", .encoding(.protectedHeader, .unsortedKeys(offset: 3))) {
        $0.rawHeader = [0xA2, 0x03, 0x00, 0x01, 0x32]
    },
    Fault("bytes behind the header map", .encoding(.protectedHeader, .trailingBytes(offset: 3))) {
        $0.rawHeader = [0xA1, 0x01, 0x32, 0x00]
    },
    // The envelope.
    Fault("untagged", .notTagged) { $0.tag = nil },
    Fault("tag of COSE_Mac0", .notTagged) { $0.tag = 17 },
    Fault("tag of COSE_Sign", .notTagged) { $0.tag = 98 },
    Fault("five parts", .notSign1) { $0.moreParts = [.null] },
    Fault("payload as text", .notSign1) { $0.payload = .text("a") },
    Fault("payload as map", .notSign1) { $0.payload = .map([:]) },
    Fault("short signature", .signatureLength) { $0.signature = [UInt8](repeating: 0, count: 63) },
    Fault("long signature", .signatureLength) { $0.signature = [UInt8](repeating: 0, count: 65) },
    Fault("no signature", .signatureLength) { $0.signature = [] },
]

/// What an object with an attached payload and no proofs must not be.
let statementFaults: [Fault] = [
    Fault("kid unprotected", .unprotectedHeader) { $0.unprotected[4] = .bytes([1]) },
    Fault("algorithm in both headers", .unprotectedHeader) { $0.unprotected[1] = -19 },
    Fault("crit unprotected", .unprotectedHeader) { $0.unprotected[2] = .array([1]) },
    Fault("receipts unprotected", .unprotectedHeader) { $0.unprotected[394] = .array([.bytes([1])]) },
    Fault("proofs unprotected", .unprotectedHeader) { $0.unprotected = Draft.proofs([.bytes([1])]) },
    Fault("detached payload", .payloadMissing) { $0.payload = .null },
    Fault("payload too large", .payloadTooLarge) { $0.payload = .bytes([UInt8](repeating: 0, count: 64_001)) },
    Fault("object too large", .encoding(.object, .tooLarge(offset: 65_535))) {
        $0.payload = .bytes([UInt8](repeating: 0, count: 65_536))
    },
    Fault("content type as number", .invalidLabel(3)) { $0.header[3] = 0 },
    Fault("empty content type", .invalidLabel(3)) { $0.header[3] = .text("") },
    Fault("data structure without a tree size", .unexpectedLabel(3)) { $0.header[395] = 1 },
    Fault("tree size without a data structure", .unexpectedClaim(-65537)) { $0.claims[-65537] = 8 },
]
