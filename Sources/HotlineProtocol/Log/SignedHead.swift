internal import COSE
public import HotlineCrypto

/// The size and root of a log at one moment.
public struct Head: Hashable, Sendable {
    /// The log.
    public let origin: LogOrigin
    /// Its number of entries.
    public let size: UInt64
    /// The Merkle tree hash over them (RFC 9162 section 2.1.1).
    public let root: Digest
    /// When the commit that made it began, UTC seconds: the legal time of receipt of what that commit took in.
    public let issuedAt: UInt64

    /// A head.
    public init(origin: LogOrigin, size: UInt64, root: Digest, issuedAt: UInt64) {
        self.origin = origin
        self.size = size
        self.root = root
        self.issuedAt = issuedAt
    }
}

/// A head that its log's owner signed: a COSE_Sign1 with the root as payload and the size in the protected header.
///
/// Only signing and verifying make one. The same header, root and signature serve every receipt of the batch
/// (RFC 9942: a receipt is this with the root detached and proofs in the unprotected header). Ed25519 is
/// deterministic, so signing the same head again gives the same bytes.
public struct SignedHead: Hashable, Sendable {
    /// What is signed.
    public let head: Head
    /// The COSE_Sign1, at most `Limits.headBytes`.
    public let bytes: [UInt8]
    let envelope: Sign1

    /// Signs a head of one's own log.
    public init(signing head: Head, key: SigningKey) throws(LogError) {
        let claims = COSEClaims(
            issuer: head.origin.owner.text, subject: head.origin.description, issuedAt: head.issuedAt,
            treeSize: head.size)
        let header = COSEHeader(
            keyID: key.verifyingKey.keyID, type: ObjectType.head, contentType: nil, hasMerkleProofs: true,
            claims: claims)
        do {
            envelope = try Sign1(signing: head.root.bytes, header: header, key: key)
        } catch {
            throw .envelope("\(error)")
        }
        bytes = envelope.encoded()
        self.head = head
    }

    /// Reads a head that `owner` signed.
    public init(verifying bytes: [UInt8], owner: KeyLine) throws(LogError) {
        guard bytes.count <= Limits.headBytes else { throw .tooLarge }
        try self.init(checking: try Envelope.open(bytes, key: owner.key, type: ObjectType.head), owner: owner)
    }

    /// Checks an envelope that a receipt and a computed root gave.
    init(verifying envelope: Sign1, owner: KeyLine) throws(LogError) {
        #if HOTLINE_PLANTED
            if PlantedBug.receiptUnverified.isActive {
                try self.init(checking: envelope, owner: owner)
                return
            }
        #endif
        try Envelope.check(envelope, key: owner.key, type: ObjectType.head)
        try self.init(checking: envelope, owner: owner)
    }

    private init(checking envelope: Sign1, owner: KeyLine) throws(LogError) {
        let header = envelope.header
        guard header.hasMerkleProofs, header.contentType == nil, header.claims.issuer == owner.name.text,
            let size = header.claims.treeSize, size >= 1, size < 1 << 62
        else { throw .malformed("head") }
        guard let origin = LogOrigin(header.claims.subject), origin.owner == owner.name else { throw .wrongLog }
        guard let root = Digest(envelope.payload) else { throw .malformed("root") }
        head = Head(origin: origin, size: size, root: root, issuedAt: header.claims.issuedAt)
        bytes = envelope.encoded()
        self.envelope = envelope
    }
}
