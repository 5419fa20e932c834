internal import COSE
internal import HotlineCrypto
internal import HotlineProtocol
internal import Synchronization
internal import TransparencyLog

/// Verifies heads of the peer. The receipts of one batch and the leaf that keeps its head share one signature, which is
/// verified once: the last heads are remembered by their very bytes.
final class VerifiedHeads: Sendable {
    fileprivate struct Memory {
        var heads: [[UInt8]: SignedHead] = [:]
        var order: [[UInt8]] = []
        var next = 0
    }

    private let owner: KeyLine
    private let peer: NodeName
    private let memory = Mutex(Memory())

    init(owner: KeyLine, peer: NodeName) {
        (self.owner, self.peer) = (owner, peer)
    }

    /// The head, once its signature is known to be good.
    func head(_ bytes: [UInt8]) throws(LogError) -> SignedHead {
        if let known = memory.withLock({ $0.heads[bytes] }) { return known }
        let head = try SignedHead(verifying: bytes, owner: owner)
        guard head.head.origin.peer == peer else { throw .wrongLog }
        memory.withLock { $0.remember(head) }
        return head
    }

    /// What a stored receipt proves of the statement with this leaf hash: the head, and the statement's place under it.
    func receipt(_ bytes: [UInt8], leaf: Digest) throws(LogError) -> (head: SignedHead, leafIndex: UInt64) {
        let receipt = try Self.decoded(bytes)
        guard let inclusion = receipt.inclusions.first, receipt.inclusions.count == 1 else {
            throw .malformed("number of proofs")
        }
        guard inclusion.treeSize == receipt.header.claims.treeSize else {
            throw .badProof("its size is not the signed one")
        }
        let root: Digest
        do {
            root = try MerkleTree.rootOfInclusion(
                index: inclusion.leafIndex, size: inclusion.treeSize, leafHash: leaf, path: inclusion.path)
        } catch {
            throw .badProof("\(error)")
        }
        return (try head(receipt.attached(root: root).encoded()), inclusion.leafIndex)
    }

    private static func decoded(_ bytes: [UInt8]) throws(LogError) -> COSEReceipt {
        guard bytes.count <= Limits.frameBytes else { throw .tooLarge }
        do {
            return try COSEReceipt(decoding: bytes)
        } catch {
            throw .envelope("\(error)")
        }
    }
}

extension VerifiedHeads.Memory {
    /// The oldest gives way.
    fileprivate mutating func remember(_ head: SignedHead) {
        guard heads.updateValue(head, forKey: head.bytes) == nil else { return }
        if order.count < AuditLimits.rememberedHeads {
            order.append(head.bytes)
            return
        }
        heads[order[next]] = nil
        order[next] = head.bytes
        next = (next + 1) % order.count
    }
}
