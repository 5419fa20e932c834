import HotlineCrypto
import Testing
import TransparencyLog

@Suite("The tree is that of RFC 9162 section 2.1")
struct MerkleTreeTests {
    static let largest = 130

    private let leaves = ReferenceTree(count: largest).leaves
    private let stored = MemoryHashes(leaves: ReferenceTree(count: largest).leaves)

    @Test("every root of sizes 0 to 130 is the reference's, from storage and from the frontier")
    func roots() throws {
        var reference = ReferenceTree(count: Self.largest)
        var frontier = TreeFrontier()
        for size in 0...Self.largest {
            let expected = reference.root(size: size)
            #expect(try MerkleTree.root(size: UInt64(size), reader: stored) == expected)
            #expect(frontier.root == expected)
            #expect(try TreeFrontier(size: UInt64(size), reader: stored) == frontier)
            if size < Self.largest { _ = frontier.append(leaves[size]) }
        }
    }

    @Test("every inclusion path of sizes 1 to 130 is the reference's and leads to the root")
    func inclusion() throws {
        var reference = ReferenceTree(count: Self.largest)
        for size in 1...Self.largest {
            let root = reference.root(size: size)
            for leaf in 0..<size {
                let path = try MerkleTree.inclusionPath(index: UInt64(leaf), size: UInt64(size), reader: stored)
                try #require(path == reference.inclusionPath(leaf, 0..<size))
                let found = try MerkleTree.rootOfInclusion(
                    index: UInt64(leaf), size: UInt64(size), leafHash: leaves[leaf], path: path)
                try #require(found == root)
            }
        }
    }

    @Test("every consistency path of sizes 0 to 130 is the reference's and verifies")
    func consistency() throws {
        var reference = ReferenceTree(count: Self.largest)
        for to in 0...Self.largest {
            for from in 0...to {
                let path = try MerkleTree.consistencyPath(from: UInt64(from), to: UInt64(to), reader: stored)
                try #require(path == (from == 0 ? [] : reference.consistencyPath(from, 0..<to)))
                try MerkleTree.verifyConsistency(
                    from: UInt64(from), fromRoot: reference.root(size: from),
                    to: UInt64(to), toRoot: reference.root(size: to), path: path)
            }
        }
    }

    @Test("a proof reads stored hashes of its own tree alone, and O(log n) of them")
    func reading() throws {
        let size: UInt64 = 130
        let counter = CountingHashes(base: stored, limit: MerkleTree.storedCount(size: size))
        _ = try MerkleTree.inclusionPath(index: 129, size: size, reader: counter)
        _ = try MerkleTree.consistencyPath(from: 65, to: size, reader: counter)
        #expect(counter.reads <= 4 * 8)
    }

    @Test("the reader's error passes through unchanged")
    func readerError() {
        let short = MemoryHashes(leaves: Array(leaves.prefix(4)))
        #expect(throws: MemoryHashes.Missing(position: 7)) { try MerkleTree.root(size: 5, reader: short) }
        #expect(throws: MemoryHashes.Missing.self) {
            try MerkleTree.inclusionPath(index: 0, size: 5, reader: short)
        }
    }

    @Test("a request for a leaf, a size or an order of sizes that cannot be is refused")
    func impossibleRequests() {
        #expect(throws: ProofError.leafOutsideTree(index: 5, size: 5)) {
            try MerkleTree.inclusionPath(index: 5, size: 5, reader: stored)
        }
        #expect(throws: ProofError.leafOutsideTree(index: 0, size: 0)) {
            try MerkleTree.inclusionPath(index: 0, size: 0, reader: stored)
        }
        #expect(throws: ProofError.sizesOutOfOrder(from: 6, to: 5)) {
            try MerkleTree.consistencyPath(from: 6, to: 5, reader: stored)
        }
        #expect(throws: ProofError.sizeTooLarge(.max)) { try MerkleTree.root(size: .max, reader: stored) }
        #expect(throws: ProofError.sizeTooLarge(.max)) { try TreeFrontier(size: .max, reader: stored) }
    }
}

/// Counts reads and refuses positions at or above a limit.
private final class CountingHashes: HashReader {
    private let base: MemoryHashes
    private let limit: UInt64
    private(set) var reads = 0

    init(base: MemoryHashes, limit: UInt64) {
        self.base = base
        self.limit = limit
    }

    func hash(at position: UInt64) throws -> Digest {
        reads += 1
        guard position < limit else { throw MemoryHashes.Missing(position: position) }
        return try base.hash(at: position)
    }
}
