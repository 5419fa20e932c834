import CBOR
public import HotlineCrypto

/// The protected header (RFC 9052 section 3) of every signed object: exactly
/// `{1: -19, ? 3: content type, 4: kid, 15: claims, 16: typ, ? 395: 1}`.
///
/// Any other label is refused, crit included. An object over a Merkle tree (label 395) has the claim of the tree size
/// and no content type; any other object has no such claim.
public struct COSEHeader: Hashable, Sendable {
    /// kid: the SHA-256 of the signer's SubjectPublicKeyInfo.
    public let keyID: Digest
    /// typ: the kind of object, so that none verifies in another's place; 1 to 255 printable ASCII characters.
    public let type: String
    /// The media type of the payload, 1 to 255 printable ASCII characters; statements alone have it.
    public let contentType: String?
    /// Whether the payload is the root of an RFC 9162 tree with SHA-256 (label 395 is 1).
    public let hasMerkleProofs: Bool
    /// Who signed what and when.
    public let claims: COSEClaims

    /// Makes a header; what is out of range or does not go together is refused when it is signed.
    public init(
        keyID: Digest, type: String, contentType: String? = nil, hasMerkleProofs: Bool = false, claims: COSEClaims
    ) {
        self.keyID = keyID
        self.type = type
        self.contentType = contentType
        self.hasMerkleProofs = hasMerkleProofs
        self.claims = claims
    }
}

extension COSEHeader {
    /// Reads the content of a protected header.
    ///
    /// - Throws: ``COSEError`` with the first label or claim that is missing, invalid or not allowed.
    public init(decoding protectedBytes: [UInt8]) throws(COSEError) {
        var fields = COSEFields(try Self.map(of: protectedBytes))
        try Self.takeAlgorithm(of: &fields)
        keyID = try Self.takeKeyID(of: &fields)
        guard let type = try Self.takeText(COSELabel.type, of: &fields) else { throw .missingLabel(COSELabel.type) }
        self.type = type
        contentType = try Self.takeText(COSELabel.contentType, of: &fields)
        hasMerkleProofs = try Self.takeDataStructure(of: &fields)
        guard let claims = fields.take(COSELabel.claims) else { throw .missingLabel(COSELabel.claims) }
        guard let map = claims.asMap else { throw .invalidLabel(COSELabel.claims) }
        self.claims = try COSEClaims(map)
        if let leftover = fields.leftover { throw .unexpectedLabel(leftover.asInt64) }
        try check()
    }

    /// The content of the protected header in deterministic CBOR.
    public func encoded() -> [UInt8] {
        var map: CBORMap = [
            .init(COSELabel.algorithm): .init(integer: COSEConstant.ed25519),
            .init(COSELabel.keyID): .bytes(keyID.bytes),
            .init(COSELabel.claims): claims.value,
            .init(COSELabel.type): .text(type),
        ]
        map[COSELabel.contentType] = contentType.map { .text($0) }
        map[COSELabel.dataStructure] = hasMerkleProofs ? .init(integer: COSEConstant.rfc9162SHA256) : nil
        return CBORValue.map(map).encoded()
    }

    /// Refuses texts and numbers out of range, and labels that do not go together.
    func check() throws(COSEError) {
        guard type.isHeaderText else { throw .invalidLabel(COSELabel.type) }
        guard contentType?.isHeaderText ?? true else { throw .invalidLabel(COSELabel.contentType) }
        try claims.check()
        if hasMerkleProofs {
            guard contentType == nil else { throw .unexpectedLabel(Int64(COSELabel.contentType)) }
            guard claims.treeSize != nil else { throw .missingClaim(COSEClaim.treeSize) }
        } else {
            guard claims.treeSize == nil else { throw .unexpectedClaim(Int64(COSEClaim.treeSize)) }
        }
    }
}

extension COSEHeader {
    private static func map(of protectedBytes: [UInt8]) throws(COSEError) -> CBORMap {
        let value: CBORValue
        do throws(CBORError) {
            value = try CBORValue(decoding: protectedBytes)
        } catch {
            throw .encoding(.protectedHeader, error)
        }
        guard let map = value.asMap else { throw .headerNotMap }
        return map
    }

    private static func takeAlgorithm(of fields: inout COSEFields) throws(COSEError) {
        guard let value = fields.take(COSELabel.algorithm) else { throw .missingLabel(COSELabel.algorithm) }
        guard let algorithm = value.asInt64 else { throw .invalidLabel(COSELabel.algorithm) }
        guard algorithm == COSEConstant.ed25519 else { throw .unsupportedAlgorithm(algorithm) }
    }

    private static func takeKeyID(of fields: inout COSEFields) throws(COSEError) -> Digest {
        guard let value = fields.take(COSELabel.keyID) else { throw .missingLabel(COSELabel.keyID) }
        guard let keyID = value.asBytes.flatMap({ Digest($0) }) else { throw .invalidLabel(COSELabel.keyID) }
        return keyID
    }

    private static func takeText(_ label: Int, of fields: inout COSEFields) throws(COSEError) -> String? {
        guard let value = fields.take(label) else { return nil }
        guard let text = value.asText else { throw .invalidLabel(label) }
        return text
    }

    private static func takeDataStructure(of fields: inout COSEFields) throws(COSEError) -> Bool {
        guard let value = fields.take(COSELabel.dataStructure) else { return false }
        guard value.asInt64 == COSEConstant.rfc9162SHA256 else { throw .invalidLabel(COSELabel.dataStructure) }
        return true
    }
}
