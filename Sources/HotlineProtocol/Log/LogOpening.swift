internal import CBOR
internal import COSE
public import HotlineCrypto
internal import TransparencyLog

/// The log that a new one follows after a recovery: its name and the highest head that the peer holds of it.
public struct Predecessor: Hashable, Sendable {
    /// The earlier log.
    public let origin: LogOrigin
    /// The size of the highest head that the peer holds.
    public let size: UInt64
    /// Its root.
    public let root: Digest

    /// A predecessor.
    public init(origin: LogOrigin, size: UInt64, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }
}

/// Entry 0 of a log, signed by its owner: both keys, the log's id, its predecessor or none, the agreement's digest or
/// null. With it a log never has one leaf only when a receipt is made.
public struct LogOpening: Hashable, Sendable {
    /// The bytes of entry 0.
    public let bytes: [UInt8]
    /// The log's name.
    public let origin: LogOrigin
    /// The owner's key.
    public let ownerKey: VerifyingKey
    /// The peer's key, as the owner pinned it.
    public let peerKey: VerifyingKey
    /// The log that this one follows, if any.
    public let predecessor: Predecessor?
    /// The digest of the agreement in force when the log was opened; nil for none.
    public let agreement: Digest?
    /// When it was opened by the owner's clock, UTC seconds.
    public let issuedAt: UInt64

    /// The hash of leaf 0, which is the root of the log at size 1.
    public var leafHash: Digest { MerkleTree.leafHash(bytes) }

    /// Opens a log.
    public init(
        origin: LogOrigin, owner: SigningKey, peer: VerifyingKey, predecessor: Predecessor? = nil,
        agreement: Digest? = nil, at time: UTCTime
    ) throws(LogError) {
        let claims = COSEClaims(
            issuer: origin.owner.text, subject: origin.description, issuedAt: time.seconds, treeSize: nil)
        let header = COSEHeader(
            keyID: owner.verifyingKey.keyID, type: ObjectType.opening, contentType: nil, hasMerkleProofs: false,
            claims: claims)
        let payload = Self.payload(owner.verifyingKey, peer, origin, predecessor, agreement)
        do {
            bytes = try Sign1(signing: payload.encoded(), header: header, key: owner).encoded()
        } catch {
            throw .envelope("\(error)")
        }
        self.origin = origin
        ownerKey = owner.verifyingKey
        peerKey = peer
        self.predecessor = predecessor
        self.agreement = agreement
        issuedAt = time.seconds
    }

    /// Opens the first log that `owner` keeps of its line with `peer`.
    ///
    /// - Parameter id: `LogOrigin.idByteCount` random bytes.
    public init(owner: KeyLine, peer: KeyLine, id: [UInt8], key: SigningKey, at time: UTCTime) throws(LogError) {
        guard let origin = LogOrigin(owner: owner.name, peer: peer.name, id: id), owner.key == key.verifyingKey else {
            throw .wrongLog
        }
        try self.init(origin: origin, owner: key, peer: peer.key, at: time)
    }

    /// Reads entry 0 of a log that `owner` keeps of its line with `peer`; both must be the pinned ones.
    public init(verifying bytes: [UInt8], owner: KeyLine, peer: KeyLine) throws(LogError) {
        guard bytes.count <= Limits.openingBytes else { throw .tooLarge }
        let envelope = try Envelope.open(bytes, key: owner.key, type: ObjectType.opening)
        guard !envelope.header.hasMerkleProofs, envelope.header.contentType == nil else { throw .malformed("opening") }
        guard let origin = LogOrigin(envelope.header.claims.subject), origin.owner == owner.name,
            origin.peer == peer.name, envelope.header.claims.issuer == owner.name.text
        else { throw .wrongLog }
        let (predecessor, agreement) = try Self.read(envelope.payload, owner.key, peer.key, origin)
        self.bytes = bytes
        self.origin = origin
        ownerKey = owner.key
        peerKey = peer.key
        self.predecessor = predecessor
        self.agreement = agreement
        issuedAt = envelope.header.claims.issuedAt
    }
}

extension LogOpening {
    private static func payload(
        _ owner: VerifyingKey, _ peer: VerifyingKey, _ origin: LogOrigin, _ predecessor: Predecessor?,
        _ agreement: Digest?
    ) -> CBORValue {
        var map = CBORMap()
        map[1] = .bytes(owner.rawBytes)
        map[2] = .bytes(peer.rawBytes)
        map[3] = .bytes(origin.id)
        map[4] =
            predecessor.map { .array([.text($0.origin.description), .unsigned($0.size), .bytes($0.root.bytes)]) }
            ?? .null
        map[5] = agreement.map { .bytes($0.bytes) } ?? .null
        return .map(map)
    }

    private static func read(
        _ payload: [UInt8], _ owner: VerifyingKey, _ peer: VerifyingKey, _ origin: LogOrigin
    ) throws(LogError) -> (Predecessor?, Digest?) {
        guard let map = (try? CBORValue(decoding: payload))?.asMap, map.count == 5 else { throw .malformed("opening") }
        guard map[1]?.asBytes == owner.rawBytes, map[2]?.asBytes == peer.rawBytes, map[3]?.asBytes == origin.id else {
            throw .wrongLog
        }
        guard let before = map[4], let agreement = map[5] else { throw .malformed("opening") }
        return (try predecessor(before), agreement.isNull ? nil : try digest(agreement))
    }

    private static func predecessor(_ value: CBORValue) throws(LogError) -> Predecessor? {
        if value.isNull { return nil }
        guard let parts = value.asArray, parts.count == 3, let origin = parts[0].asText.flatMap({ LogOrigin($0) }),
            let size = parts[1].asUInt64
        else { throw .malformed("predecessor") }
        return Predecessor(origin: origin, size: size, root: try digest(parts[2]))
    }

    private static func digest(_ value: CBORValue) throws(LogError) -> Digest {
        guard let digest = value.asBytes.flatMap({ Digest($0) }) else { throw .malformed("digest") }
        return digest
    }
}
