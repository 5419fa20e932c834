internal import CBOR
internal import COSE
public import HotlineCrypto

/// The record that bodies were erased: which leaves of the line's logs they belonged to, and why. The logs' owner signs it, and
/// it is a leaf of the newest log: one that another follows is never extended.
///
/// It says nothing of a content: what was erased stays named by its statement's salted digest, which tells nothing once the
/// salt is gone.
public struct Erasure: Hashable, Sendable {
    /// The COSE_Sign1, at most `Limits.erasureBytes`.
    public let bytes: [UInt8]
    /// The log of which it is a leaf.
    public let origin: LogOrigin
    /// The log of the statements: the same, or one that it follows after a recovery.
    public let log: LogOrigin
    /// The leaves, in `log`, of the statements whose bodies were erased, rising; 1 to `Limits.erasedLeaves`.
    public let leaves: [UInt64]
    /// Why.
    public let reason: ErasureReason
    /// When, by the owner's clock, UTC seconds.
    public let issuedAt: UInt64

    /// Signs a record of one's own log.
    ///
    /// - Parameter log: the log of the leaves, where it is one that `origin` follows.
    /// - Throws: `malformed` where the leaves do not rise, are none or too many, or a text is beyond its limit; `wrongLog` where
    ///   `log` is of another line.
    public init(
        signing leaves: [UInt64], of log: LogOrigin? = nil, because reason: ErasureReason, origin: LogOrigin,
        key: SigningKey, at time: UTCTime
    ) throws(LogError) {
        guard Self.areLeaves(leaves) else { throw .malformed("leaves") }
        guard reason.isValid else { throw .malformed("reason") }
        self.log = log ?? origin
        guard self.log.isOfLine(of: origin) else { throw .wrongLog }
        let claims = COSEClaims(
            issuer: origin.owner.text, subject: origin.description, issuedAt: time.seconds, treeSize: nil)
        let header = COSEHeader(
            keyID: key.verifyingKey.keyID, type: ObjectType.erasure, contentType: nil, hasMerkleProofs: false,
            claims: claims)
        do {
            bytes = try Sign1(signing: Self.payload(leaves, of: self.log, in: origin, reason), header: header, key: key)
                .encoded()
        } catch {
            throw .envelope("\(error)")
        }
        (self.origin, self.leaves, self.reason) = (origin, leaves, reason)
        issuedAt = time.seconds
    }

    /// Reads a record that `owner` signed for this log.
    public init(verifying bytes: [UInt8], owner: KeyLine, origin: LogOrigin) throws(LogError) {
        guard bytes.count <= Limits.erasureBytes else { throw .tooLarge }
        let envelope = try Envelope.open(bytes, key: owner.key, type: ObjectType.erasure)
        guard !envelope.header.hasMerkleProofs, envelope.header.contentType == nil,
            envelope.header.claims.treeSize == nil
        else { throw .malformed("erasure") }
        guard origin.owner == owner.name, envelope.header.claims.issuer == owner.name.text,
            envelope.header.claims.subject == origin.description
        else { throw .wrongLog }
        guard var map = (try? CBORValue(decoding: envelope.payload))?.asMap else { throw .malformed("erasure") }
        log = try Self.log(map[6], for: origin)
        map[6] = nil
        leaves = try Self.leaves(map[1])
        reason = try ErasureReason(map)
        issuedAt = envelope.header.claims.issuedAt
        self.bytes = bytes
        self.origin = origin
    }

    private static func payload(
        _ leaves: [UInt64], of log: LogOrigin, in origin: LogOrigin, _ reason: ErasureReason
    ) -> [UInt8] {
        var map = CBORMap()
        map[1] = .array(leaves.map { .unsigned($0) })
        reason.write(to: &map)
        if log != origin { map[6] = .text(log.description) }
        return CBORValue.map(map).encoded()
    }

    /// One way to say it: a log that is the record's own is not named.
    private static func log(_ value: CBORValue?, for origin: LogOrigin) throws(LogError) -> LogOrigin {
        guard let value else { return origin }
        guard let log = value.asText.flatMap({ LogOrigin($0) }), log != origin else { throw .malformed("log") }
        guard log.isOfLine(of: origin) else { throw .wrongLog }
        return log
    }

    private static func leaves(_ value: CBORValue?) throws(LogError) -> [UInt64] {
        let found = value?.asArray ?? []
        let leaves = found.compactMap(\.asUInt64)
        guard leaves.count == found.count, areLeaves(leaves) else { throw .malformed("leaves") }
        return leaves
    }

    /// Entry 0 is no statement, and no log has 2^62 leaves.
    private static func areLeaves(_ leaves: [UInt64]) -> Bool {
        (1...Limits.erasedLeaves).contains(leaves.count) && leaves.allSatisfy { (1..<1 << 62).contains($0) }
            && zip(leaves, leaves.dropFirst()).allSatisfy(<)
    }
}
