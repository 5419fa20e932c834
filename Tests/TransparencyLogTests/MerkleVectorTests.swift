import HotlineCrypto
import Testing
import TransparencyLog

/// Published vectors: transparency-dev/merkle testonly/constants.go (commit 417fb0c), golang/mod sumdb/tlog.
@Suite("The published Merkle vectors hold")
struct MerkleVectorTests {
    struct Path: Sendable {
        let first: UInt64
        let second: UInt64
        let hashes: [Digest]
    }

    static let inclusions = [
        Path(
            first: 5, second: 8,
            hashes: digests(
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")),
        Path(
            first: 2, second: 3,
            hashes: digests("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")),
    ]

    static let consistencies = [
        Path(
            first: 6, second: 8,
            hashes: digests(
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")),
        Path(
            first: 2, second: 5,
            hashes: digests(
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")),
        Path(
            first: 4, second: 8,
            hashes: digests("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")),
    ]

    private let leaves = EightLeafTree.entries.map(MerkleTree.leafHash)
    private let stored = MemoryHashes(leaves: EightLeafTree.entries.map(MerkleTree.leafHash))

    @Test("each root of the eight-leaf tree is the published one", arguments: 0...8)
    func root(size: Int) throws {
        #expect(EightLeafTree.entries.count == 8)
        #expect(try MerkleTree.root(size: UInt64(size), reader: stored) == EightLeafTree.roots[size])
        #expect(try TreeFrontier(size: UInt64(size), reader: stored).root == EightLeafTree.roots[size])
    }

    @Test("each published inclusion path is made and verified", arguments: inclusions)
    func inclusion(_ vector: Path) throws {
        let made = try MerkleTree.inclusionPath(index: vector.first, size: vector.second, reader: stored)
        #expect(made == vector.hashes)
        let root = try MerkleTree.rootOfInclusion(
            index: vector.first, size: vector.second, leafHash: leaves[Int(vector.first)], path: vector.hashes)
        #expect(root == EightLeafTree.roots[Int(vector.second)])
    }

    @Test("each published consistency path is made and verified", arguments: consistencies)
    func consistency(_ vector: Path) throws {
        let made = try MerkleTree.consistencyPath(from: vector.first, to: vector.second, reader: stored)
        #expect(made == vector.hashes)
        try MerkleTree.verifyConsistency(
            from: vector.first, fromRoot: EightLeafTree.roots[Int(vector.first)],
            to: vector.second, toRoot: EightLeafTree.roots[Int(vector.second)], path: vector.hashes)
    }

    @Test("the leaf hash of \"hello world\" is that of golang/mod sumdb/tlog")
    func recordHash() {
        // TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0= in note_test.go
        let hash = MerkleTree.leafHash(Array("hello world".utf8))
        #expect(hash.description == "4eccf34608d31bac5c7becf6006df59005d828181056d092084e341e6bb005bd")
    }

    @Test("a leaf and a node with the same bytes have different hashes")
    func separation() {
        let (left, right) = (EightLeafTree.roots[1], EightLeafTree.roots[2])
        #expect(MerkleTree.leafHash(left.bytes + right.bytes) != MerkleTree.nodeHash(left, right))
    }
}
