import CBOR
import COSE
import HotlineCrypto
import HotlineTestSupport
import TransparencyLog

@testable import HotlineProtocol

/// A log of beta, in which alpha's statements are: entry 0, three statements in one batch, and two in the next.
struct LogFixture {
    let alpha: MemoryParty
    let beta: MemoryParty

    init() throws {
        var (alpha, beta) = try liveParties()
        for number in 1...3 { alpha.submit(try Sample.submission(UInt64(number))) }
        try pump(&alpha, &beta)
        for number in 4...5 { alpha.submit(try Sample.submission(UInt64(number))) }
        try pump(&alpha, &beta)
        (self.alpha, self.beta) = (alpha, beta)
    }

    /// Alpha's statements of beta's first batch, as they are in beta's store.
    var batch: [DurableStatement] { beta.taken.prefix(3).map(\.durable) }

    /// Beta's receipt for them.
    func receipt() throws -> Receipt {
        try Receipt.issue(for: batch, key: beta.identity.key, hashes: beta.hashes)
    }

    /// Beta's record that the bodies of two of them were erased.
    func erasure() throws -> Erasure {
        try Erasure(
            signing: [1, 2], because: .request(officer: "A. Ivanova", note: nil), origin: beta.opening.origin,
            key: beta.identity.key, at: Sample.time)
    }

    var leaves: [Digest] { batch.map(\.signed.leafHash) }

    /// What alpha makes of a receipt of beta.
    @discardableResult
    func verify(_ receipt: Receipt, leaves: [Digest]? = nil) throws(LogError) -> [VerifiedReceipt] {
        try receipt.verify(leaves: leaves ?? self.leaves, owner: beta.identity.line, peer: alpha.identity.line.name)
    }

    /// A head of beta's log, of whatever size and root.
    func head(size: UInt64, root: Digest? = nil, log: LogOrigin? = nil) throws -> SignedHead {
        let root = try root ?? MerkleTree.root(size: size, reader: beta.hashes)
        let head = Head(origin: log ?? beta.opening.origin, size: size, root: root, issuedAt: Sample.time.seconds)
        return try SignedHead(signing: head, key: beta.identity.key)
    }

    /// The consistency path between two sizes of beta's log.
    func consistency(_ from: UInt64, _ to: UInt64) throws -> MerkleConsistency {
        MerkleConsistency(
            from: from, to: to, path: try MerkleTree.consistencyPath(from: from, to: to, reader: beta.hashes))
    }
}

/// Signs any payload under any header.
func forge(
    _ payload: [UInt8], by identity: TestIdentity, type: String, issuer: String? = nil, subject: String,
    contentType: String? = nil, treeSize: UInt64? = nil
) throws -> [UInt8] {
    let claims = COSEClaims(
        issuer: issuer ?? identity.line.name.text, subject: subject, issuedAt: Sample.time.seconds,
        treeSize: treeSize)
    let header = COSEHeader(
        keyID: identity.line.key.keyID, type: type, contentType: contentType, hasMerkleProofs: treeSize != nil,
        claims: claims)
    return try Sign1(signing: payload, header: header, key: identity.key).encoded()
}
