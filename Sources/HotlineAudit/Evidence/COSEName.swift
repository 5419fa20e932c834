internal import COSE

/// Whom a COSE object names as its signer; nothing of it is verified.
enum COSEName {
    static func signer(of bytes: [UInt8]) -> String? { (try? Sign1(decoding: bytes))?.header.claims.issuer }
}
