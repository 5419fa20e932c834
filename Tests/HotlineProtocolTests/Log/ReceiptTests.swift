import CBOR
import COSE
import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineProtocol

@Suite("Receipt")
struct ReceiptTests {
    let fixture: LogFixture
    let receipt: Receipt

    init() throws {
        fixture = try LogFixture()
        receipt = try fixture.receipt()
    }

    @Test("a receipt verifies from public keys and the statements' own bytes")
    func verifies() throws {
        let read = try Receipt(decoding: receipt.bytes)
        #expect(read == receipt)
        let verified = try fixture.verify(read)
        #expect(verified.map(\.leaf) == fixture.leaves)
        #expect(verified.map(\.inclusion.leafIndex) == fixture.batch.map(\.leafIndex))
        #expect(verified.allSatisfy { $0.head.head == fixture.batch[0].head })
    }

    @Test("a receipt is a pure function: issued again, after the log has grown, it has the same bytes")
    func pure() throws {
        let first = try #require(fixture.beta.issued.first)
        #expect(first.receipt.bytes == receipt.bytes)
        #expect(try fixture.receipt().bytes == receipt.bytes)
    }

    @Test("the one-proof receipt that is exported verifies alone, with the same signature")
    func exported() throws {
        for one in try fixture.verify(receipt) {
            let single = try Receipt(decoding: one.receipt().bytes)
            #expect(single.inclusions == [one.inclusion])
            #expect(single.cose.signature == receipt.cose.signature)
            #expect(try fixture.verify(single, leaves: [one.leaf]) == [one])
        }
    }

    @Test("no bit of a receipt can be turned over")
    func bitFlips() {
        for flipped in receipt.bytes.bitFlips {
            #expect(throws: LogError.self) { try fixture.verify(try Receipt(decoding: flipped)) }
        }
    }

    @Test("a receipt cut short anywhere is refused, and so is one with a byte more")
    func truncation() {
        for part in Array(receipt.bytes.truncations) + [receipt.bytes + [0]] {
            #expect(throws: LogError.self) { try Receipt(decoding: part) }
        }
    }

    @Test("a receipt of another statement is refused")
    func otherStatement() throws {
        var leaves = fixture.leaves
        leaves[1] = fixture.beta.taken[4].durable.signed.leafHash
        #expect(throws: LogError.badProof("the proofs lead to different roots")) {
            try fixture.verify(receipt, leaves: leaves)
        }
        #expect(throws: LogError.badProof("the proofs lead to different roots")) {
            try fixture.verify(receipt, leaves: [fixture.leaves[1], fixture.leaves[0], fixture.leaves[2]])
        }
        let single = try Receipt.issue(
            for: [fixture.batch[0]], key: fixture.beta.identity.key, hashes: fixture.beta.hashes)
        #expect(throws: LogError.badSignature) { try fixture.verify(single, leaves: [fixture.leaves[1]]) }
    }

    @Test("a receipt for another number of statements is refused")
    func count() throws {
        #expect(throws: LogError.malformed("number of proofs")) {
            try fixture.verify(receipt, leaves: Array(fixture.leaves.dropLast()))
        }
        #expect(throws: LogError.malformed("number of proofs")) {
            try fixture.verify(receipt, leaves: fixture.leaves + [.zero])
        }
    }

    @Test("a receipt of another owner, or of the owner's log with another party, is refused")
    func otherLog() throws {
        let (alpha, gamma) = (fixture.alpha.identity.line, try TestIdentity.gamma().line)
        let beta = fixture.beta.identity.line
        #expect(throws: LogError.wrongLog) {
            try receipt.verify(leaves: fixture.leaves, owner: beta, peer: gamma.name)
        }
        #expect(throws: LogError.badSignature) {
            try receipt.verify(leaves: fixture.leaves, owner: gamma, peer: alpha.name)
        }
        #expect(throws: LogError.badSignature) {
            try receipt.verify(
                leaves: fixture.leaves, owner: KeyLine(name: beta.name, key: gamma.key), peer: alpha.name)
        }
    }

    /// The receipt with its proofs changed, under its genuine header and signature.
    private func altered(_ change: (MerkleInclusion) -> MerkleInclusion) throws -> [UInt8] {
        let proofs = receipt.inclusions.map { CBORValue.bytes(change($0).encoded()) }
        let envelope = CBORValue.tagged(
            18,
            .array([
                .bytes(receipt.cose.protectedBytes), .map([396: .map([-1: .array(proofs)])]), .null,
                .bytes(receipt.cose.signature),
            ]))
        return envelope.encoded()
    }

    @Test("a proof with another index, size or path is refused")
    func proofs() throws {
        #expect(try altered { $0 } == receipt.bytes)
        let changes: [(MerkleInclusion) -> MerkleInclusion] = [
            { MerkleInclusion(treeSize: $0.treeSize, leafIndex: ($0.leafIndex + 1) % $0.treeSize, path: $0.path) },
            { MerkleInclusion(treeSize: $0.treeSize, leafIndex: 0, path: $0.path) },
            { MerkleInclusion(treeSize: $0.treeSize, leafIndex: $0.treeSize, path: $0.path) },
            { MerkleInclusion(treeSize: $0.treeSize + 1, leafIndex: $0.leafIndex, path: $0.path) },
            { MerkleInclusion(treeSize: $0.treeSize, leafIndex: $0.leafIndex, path: $0.path.reversed()) },
            { MerkleInclusion(treeSize: $0.treeSize, leafIndex: $0.leafIndex, path: $0.path.dropLast()) },
            { MerkleInclusion(treeSize: $0.treeSize, leafIndex: $0.leafIndex, path: $0.path + [.zero]) },
            { MerkleInclusion(treeSize: $0.treeSize, leafIndex: $0.leafIndex, path: [.zero] + $0.path.dropFirst()) },
        ]
        for change in changes {
            #expect(throws: LogError.self) { try fixture.verify(try Receipt(decoding: altered(change))) }
        }
    }

    @Test("a signed size that is not the proofs' is refused")
    func signedSize() throws {
        let head = try fixture.head(size: receipt.inclusions[0].treeSize + 1)
        #expect(throws: LogError.self) { try Receipt(head: head, inclusions: receipt.inclusions) }
    }

    @Test("33 proofs are refused when a receipt is made and when one is read")
    func tooMany() throws {
        let many = Array(repeating: receipt.inclusions[0], count: Limits.proofsPerReceipt + 1)
        let head = try fixture.head(size: receipt.inclusions[0].treeSize)
        #expect(throws: LogError.self) { try Receipt(head: head, inclusions: many) }
        let proofs = CBORValue.array(many.map { .bytes($0.encoded()) })
        let envelope = CBORValue.array([
            .bytes(receipt.cose.protectedBytes), .map([396: .map([-1: proofs])]), .null,
            .bytes(receipt.cose.signature),
        ])
        #expect(throws: LogError.self) { try Receipt(decoding: CBORValue.tagged(18, envelope).encoded()) }
        let durable = Array(repeating: fixture.batch[0], count: Limits.proofsPerReceipt + 1)
        #expect(throws: LogError.self) {
            try Receipt.issue(for: durable, key: fixture.beta.identity.key, hashes: fixture.beta.hashes)
        }
    }

    @Test("no receipt is issued for nothing, or for statements of two batches")
    func mixedBatches() throws {
        let key = fixture.beta.identity.key
        #expect(throws: LogError.malformed("batch")) {
            try Receipt.issue(for: [], key: key, hashes: fixture.beta.hashes)
        }
        let mixed = [fixture.batch[0], fixture.beta.taken[3].durable]
        #expect(throws: LogError.malformed("batch")) {
            try Receipt.issue(for: mixed, key: key, hashes: fixture.beta.hashes)
        }
    }
}
