import CBOR

/// The CWT claims (RFC 8392) of a protected header (label 15, RFC 9597):
/// `{1: iss, 2: sub, 6: iat, ? -65537: tree size}`.
public struct COSEClaims: Hashable, Sendable {
    /// iss: the name of the node that signs, 1 to 255 printable ASCII characters.
    public let issuer: String
    /// sub: what the object is about (a line and channel, or the origin of a log), 1 to 255 printable ASCII characters.
    public let subject: String
    /// iat: when it was issued in seconds since 1970 UTC, at most 2^63 - 1.
    public let issuedAt: UInt64
    /// The size of the tree whose root is signed, at most 2^63 - 1; heads and receipts have it, nothing else does.
    public let treeSize: UInt64?

    /// Makes claims; what is out of range is refused when they are signed.
    public init(issuer: String, subject: String, issuedAt: UInt64, treeSize: UInt64? = nil) {
        self.issuer = issuer
        self.subject = subject
        self.issuedAt = issuedAt
        self.treeSize = treeSize
    }
}

extension COSEClaims {
    /// Reads the claims of label 15; any other claim is refused.
    init(_ map: CBORMap) throws(COSEError) {
        var fields = COSEFields(map)
        issuer = try Self.text(COSEClaim.issuer, of: &fields)
        subject = try Self.text(COSEClaim.subject, of: &fields)
        guard let issuedAt = try Self.number(COSEClaim.issuedAt, of: &fields) else {
            throw .missingClaim(COSEClaim.issuedAt)
        }
        self.issuedAt = issuedAt
        treeSize = try Self.number(COSEClaim.treeSize, of: &fields)
        if let leftover = fields.leftover { throw .unexpectedClaim(leftover.asInt64) }
    }

    /// The claims as the value of label 15.
    var value: CBORValue {
        var map: CBORMap = [
            .init(COSEClaim.issuer): .text(issuer),
            .init(COSEClaim.subject): .text(subject),
            .init(COSEClaim.issuedAt): .unsigned(issuedAt),
        ]
        map[COSEClaim.treeSize] = treeSize.map { .unsigned($0) }
        return .map(map)
    }

    /// Refuses what has no place in a header.
    func check() throws(COSEError) {
        guard issuer.isHeaderText else { throw .invalidClaim(COSEClaim.issuer) }
        guard subject.isHeaderText else { throw .invalidClaim(COSEClaim.subject) }
        guard issuedAt <= COSELimits.maximumNumber else { throw .invalidClaim(COSEClaim.issuedAt) }
        guard treeSize ?? 0 <= COSELimits.maximumNumber else { throw .invalidClaim(COSEClaim.treeSize) }
    }

    private static func text(_ claim: Int, of fields: inout COSEFields) throws(COSEError) -> String {
        guard let value = fields.take(claim) else { throw .missingClaim(claim) }
        guard let text = value.asText else { throw .invalidClaim(claim) }
        return text
    }

    private static func number(_ claim: Int, of fields: inout COSEFields) throws(COSEError) -> UInt64? {
        guard let value = fields.take(claim) else { return nil }
        guard let number = value.asUInt64 else { throw .invalidClaim(claim) }
        return number
    }
}
