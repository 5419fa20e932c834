import CBOR
import COSE

/// One proof in the form of RFC 9942, with anything in its three places.
private func proof(_ size: CBORValue, _ index: CBORValue, _ path: [CBORValue]) -> CBORMap {
    Draft.proofs([.bytes(CBORValue.array([size, index, .array(path)]).encoded())])
}

private let digest = CBORValue.bytes([UInt8](repeating: 7, count: 32))

/// What a receipt must not be, beyond its header.
let receiptFaults: [Fault] = [
    Fault("attached payload", .payloadPresent) { $0.payload = .bytes([UInt8](repeating: 0, count: 32)) },
    Fault("empty attached payload", .payloadPresent) { $0.payload = .bytes([]) },
    Fault("content type", .unexpectedLabel(3)) { $0.header[3] = .text("application/cbor") },
    // Data structure and tree size.
    Fault("no data structure", .unexpectedClaim(-65537)) { $0.header[395] = nil },
    Fault("neither data structure nor tree size", .missingLabel(395)) {
        ($0.header[395], $0.claims[-65537]) = (nil, nil)
    },
    Fault("other data structure", .invalidLabel(395)) { $0.header[395] = 2 },
    Fault("data structure as text", .invalidLabel(395)) { $0.header[395] = .text("RFC9162_SHA256") },
    Fault("no tree size", .missingClaim(-65537)) { $0.claims[-65537] = nil },
    Fault("negative tree size", .invalidClaim(-65537)) { $0.claims[-65537] = -8 },
    Fault("tree size beyond 2^63", .invalidClaim(-65537)) { $0.claims[-65537] = .unsigned(1 << 63) },
    Fault("other signed tree size", .treeSizeMismatch) { $0.claims[-65537] = 9 },
    // The unprotected header.
    Fault("empty unprotected header", .unprotectedHeader) { $0.unprotected = [:] },
    Fault("more unprotected labels", .unprotectedHeader) { $0.unprotected[4] = .bytes([1]) },
    Fault("crit unprotected", .unprotectedHeader) { $0.unprotected[2] = .array([396]) },
    Fault("proofs as array", .unprotectedHeader) { $0.unprotected[396] = .array([]) },
    Fault("no kind of proof", .unprotectedHeader) { $0.unprotected[396] = .map([:]) },
    Fault("consistency proofs", .unprotectedHeader) { $0.unprotected[396] = .map([-2: .array([.bytes([1])])]) },
    Fault("a second kind of proof", .unprotectedHeader) {
        var kinds = $0.unprotected[396]?.asMap ?? [:]
        kinds[-2] = .array([.bytes([1])])
        $0.unprotected[396] = .map(kinds)
    },
    Fault("proofs as one byte string", .unprotectedHeader) { $0.unprotected[396] = .map([-1: .bytes([1])]) },
    // Proofs.
    Fault("no proof", .proofCount) { $0.unprotected = Draft.proofs([]) },
    Fault("33 proofs", .proofCount) {
        let one = $0.unprotected[396]?.asMap?[-1]?.asArray ?? []
        $0.unprotected = Draft.proofs((0..<33).flatMap { _ in one })
    },
    Fault("proof not wrapped in bytes", .malformedProof) {
        $0.unprotected = Draft.proofs([.array([8, 5, .array([])])])
    },
    Fault("empty proof", .encoding(.proof, .truncated(offset: 0))) { $0.unprotected = Draft.proofs([.bytes([])]) },
    Fault("bytes behind a proof", .encoding(.proof, .trailingBytes(offset: 1))) {
        $0.unprotected = Draft.proofs([.bytes([0x80, 0x00])])
    },
    Fault("proof of two parts", .malformedProof) {
        $0.unprotected = Draft.proofs([.bytes(CBORValue.array([8, 5]).encoded())])
    },
    Fault("proof that is a number", .malformedProof) { $0.unprotected = Draft.proofs([.bytes([0x08])]) },
    Fault("negative index", .malformedProof) { $0.unprotected = proof(8, -1, [digest]) },
    Fault("size as text", .malformedProof) { $0.unprotected = proof(.text("8"), 5, [digest]) },
    Fault("hash of 31 bytes", .malformedProof) {
        $0.unprotected = proof(8, 5, [.bytes([UInt8](repeating: 7, count: 31))])
    },
    Fault("hash as text", .malformedProof) { $0.unprotected = proof(8, 5, [.text("hash")]) },
    Fault("index at the size", .proofRange) { $0.unprotected = proof(8, 8, [digest]) },
    Fault("index beyond 2^63", .proofRange) { $0.unprotected = proof(8, .unsigned(.max), [digest]) },
    Fault("size zero", .proofRange) { $0.unprotected = proof(0, 0, [digest]) },
    Fault("tree of one leaf", .proofRange) { $0.unprotected = proof(1, 0, [digest]) },
    Fault("size beyond 2^63", .proofRange) { $0.unprotected = proof(.unsigned(1 << 63), 5, [digest]) },
    Fault("empty path", .pathLength) { $0.unprotected = proof(8, 5, []) },
    Fault("path of 65 hashes", .pathLength) { $0.unprotected = proof(8, 5, (0..<65).map { _ in digest }) },
    Fault("proof of another size", .treeSizeMismatch) { $0.unprotected = proof(9, 5, [digest]) },
]
