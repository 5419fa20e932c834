public import COSE
public import HotlineCrypto
internal import TransparencyLog

/// A COSE Receipt (RFC 9942): a head with inclusion proofs of one or more statements, signed by the log's owner.
public struct Receipt: Hashable, Sendable {
    /// The tagged COSE_Sign1 with detached payload.
    public let bytes: [UInt8]
    let cose: COSEReceipt

    /// The proofs, at most `Limits.proofsPerReceipt`.
    public var inclusions: [MerkleInclusion] { cose.inclusions }

    /// Joins a signed head with proofs that lead to its root.
    init(head: SignedHead, inclusions: [MerkleInclusion]) throws(LogError) {
        do {
            cose = try COSEReceipt(
                header: head.envelope.header, inclusions: inclusions, signature: head.envelope.signature)
        } catch {
            throw .envelope("\(error)")
        }
        bytes = cose.encoded()
    }

    /// Reads a receipt; its signature is looked at by `verify`.
    public init(decoding bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Limits.frameBytes else { throw .tooLarge }
        do {
            cose = try COSEReceipt(decoding: bytes)
        } catch {
            throw .envelope("\(error)")
        }
        guard cose.inclusions.count <= Limits.proofsPerReceipt else { throw .tooLarge }
        self.bytes = bytes
    }

    /// Verifies the receipt offline, from the public key and the statements' own bytes alone.
    ///
    /// Every proof's size must be the signed one, every proof must lead to the same root, and the signature must
    /// cover it: RFC 9942 binds neither size nor log, so both stand in the protected header and are compared here.
    /// - Parameters:
    ///   - leaves: the leaf hash of each statement, in the order of the proofs.
    ///   - owner: whose log it is.
    ///   - peer: the other party of that log.
    public func verify(
        leaves: [Digest], owner: KeyLine, peer: NodeName
    ) throws(LogError) -> [VerifiedReceipt] {
        guard leaves.count == inclusions.count else { throw .malformed("number of proofs") }
        var roots = Set<Digest>()
        for (leaf, inclusion) in zip(leaves, inclusions) {
            guard inclusion.treeSize == cose.header.claims.treeSize else {
                throw .badProof("its size is not the signed one")
            }
            roots.insert(try Self.root(leaf, inclusion))
        }
        guard let root = roots.first, roots.count == 1 else { throw .badProof("the proofs lead to different roots") }
        let head = try SignedHead(verifying: cose.attached(root: root), owner: owner)
        guard head.head.origin.peer == peer else { throw .wrongLog }
        return zip(leaves, inclusions).map { VerifiedReceipt(head: head, inclusion: $1, leaf: $0) }
    }

    private static func root(_ leaf: Digest, _ inclusion: MerkleInclusion) throws(LogError) -> Digest {
        do {
            return try MerkleTree.rootOfInclusion(
                index: inclusion.leafIndex, size: inclusion.treeSize, leafHash: leaf, path: inclusion.path)
        } catch {
            throw .badProof("\(error)")
        }
    }
}

/// Proof, checked, that one statement is in the peer's log. Only `Receipt.verify` makes one.
public struct VerifiedReceipt: Hashable, Sendable {
    /// The head that the peer signed.
    public let head: SignedHead
    /// The statement's place under that head.
    public let inclusion: MerkleInclusion
    /// The statement's leaf hash.
    public let leaf: Digest
    /// The statement's place in the peer's log, from 0.
    public var leafIndex: UInt64 { inclusion.leafIndex }

    fileprivate init(head: SignedHead, inclusion: MerkleInclusion, leaf: Digest) {
        self.head = head
        self.inclusion = inclusion
        self.leaf = leaf
    }
}

extension SignedStatement {
    /// The hash of this statement as a log's leaf.
    public var leafHash: Digest { MerkleTree.leafHash(bytes) }
}
