/// The header labels that this project uses (IANA "COSE Header Parameters").
enum COSELabel {
    /// Algorithm (RFC 9052 section 3.1).
    static let algorithm = 1
    /// Content type of the payload (RFC 9052 section 3.1).
    static let contentType = 3
    /// Key identifier (RFC 9052 section 3.1).
    static let keyID = 4
    /// CWT claims (RFC 9597).
    static let claims = 15
    /// The type of the whole object (RFC 9596).
    static let type = 16
    /// Verifiable data structure (RFC 9942).
    static let dataStructure = 395
    /// Proofs over the verifiable data structure (RFC 9942), unprotected.
    static let proofs = 396
}

/// The claims within label 15.
enum COSEClaim {
    /// Issuer (RFC 8392).
    static let issuer = 1
    /// Subject (RFC 8392).
    static let subject = 2
    /// Issued at (RFC 8392).
    static let issuedAt = 6
    /// The size of the tree whose root is signed; the first number that RFC 8392 leaves to private use.
    static let treeSize = -65537
}

/// The values that are fixed.
enum COSEConstant {
    /// The CBOR tag of COSE_Sign1 (RFC 9052 section 2).
    static let sign1Tag: UInt64 = 18
    /// Ed25519 and nothing else (RFC 9864); the older EdDSA, -8, leaves the curve open and is not taken.
    static let ed25519: Int64 = -19
    /// RFC9162_SHA256 (RFC 9942).
    static let rfc9162SHA256: Int64 = 1
    /// Inclusion proofs within label 396 (RFC 9942).
    static let inclusionProofs = -1
    /// The length of a signature in bytes (RFC 8032).
    static let signatureBytes = 64
}
