import HotlineCrypto
import Testing
import TransparencyLog

/// No proof but the right one is accepted: every change of a path, an index, a size or a root is refused.
@Suite("A changed proof is refused")
struct ProofRefusalTests {
    private static let largest = 33
    private let stored = MemoryHashes(leaves: ReferenceTree(count: largest).leaves)
    private let leaves = ReferenceTree(count: largest).leaves

    @Test("an inclusion path with a flipped bit, or an element more or less, misses the root", arguments: 1...largest)
    func inclusionPath(size: Int) throws {
        let root = try MerkleTree.root(size: UInt64(size), reader: stored)
        for leaf in 0..<size {
            let path = try MerkleTree.inclusionPath(index: UInt64(leaf), size: UInt64(size), reader: stored)
            for changed in Self.mutations(of: path) {
                #expect(rootOfInclusion(leaf, size, path: changed) != root)
            }
        }
    }

    @Test("every single flipped bit of a path is refused")
    func everyBit() throws {
        let root = try MerkleTree.root(size: 8, reader: stored)
        let inclusion = try MerkleTree.inclusionPath(index: 5, size: 8, reader: stored)
        let consistency = try MerkleTree.consistencyPath(from: 6, to: 8, reader: stored)
        for (element, bit) in (0..<3).flatMap({ element in (0..<256).map { (element, $0) } }) {
            #expect(rootOfInclusion(5, 8, path: Self.flip(inclusion, element: element, bit: bit)) != root)
            #expect(!isConsistent(6, 8, path: Self.flip(consistency, element: element, bit: bit)))
        }
    }

    @Test("an inclusion path does not prove another leaf, and not the leaf at another index", arguments: 2...largest)
    func inclusionOfAnother(size: Int) throws {
        let root = try MerkleTree.root(size: UInt64(size), reader: stored)
        for leaf in 0..<size {
            let path = try MerkleTree.inclusionPath(index: UInt64(leaf), size: UInt64(size), reader: stored)
            for other in 0..<size where other != leaf {
                #expect(rootOfInclusion(leaf, size, hash: leaves[other], path: path) != root)
                #expect(rootOfInclusion(other, size, hash: leaves[leaf], path: path) != root)
            }
        }
    }

    @Test("a consistency path with a flipped bit, or an element more or less, is refused", arguments: 1...largest)
    func consistencyPath(to: Int) throws {
        for from in 0...to {
            let path = try MerkleTree.consistencyPath(from: UInt64(from), to: UInt64(to), reader: stored)
            for changed in Self.mutations(of: path) {
                #expect(!isConsistent(from, to, path: changed))
            }
        }
    }

    @Test("a consistency path with another root on either side is refused", arguments: 1...largest)
    func consistencyRoots(to: Int) throws {
        let newer = try MerkleTree.root(size: UInt64(to), reader: stored)
        for from in 0...to {
            let older = try MerkleTree.root(size: UInt64(from), reader: stored)
            let path = try MerkleTree.consistencyPath(from: UInt64(from), to: UInt64(to), reader: stored)
            #expect(!isConsistent(from, to, fromRoot: Digest.zero, toRoot: newer, path: path))
            // Every tree extends the empty one: no path can bind the newer root then.
            #expect(isConsistent(from, to, fromRoot: older, toRoot: Digest.zero, path: path) == (from == 0))
        }
    }

    @Test("the reasons of a refusal are told apart")
    func reasons() throws {
        let roots = EightLeafTree.roots
        func verify(_ from: UInt64, _ fromRoot: Digest, _ to: UInt64, _ toRoot: Digest, _ path: [Digest]) throws {
            try MerkleTree.verifyConsistency(from: from, fromRoot: fromRoot, to: to, toRoot: toRoot, path: path)
        }
        #expect(throws: ProofError.equalSizesDifferentRoots(size: 8)) { try verify(8, roots[8], 8, roots[7], []) }
        #expect(throws: ProofError.sizesOutOfOrder(from: 8, to: 7)) { try verify(8, roots[8], 7, roots[7], []) }
        #expect(throws: ProofError.sizeTooLarge(.max)) { try verify(8, roots[8], .max, roots[7], []) }
        #expect(throws: ProofError.rootMismatch) { try verify(0, roots[1], 8, roots[8], []) }
        #expect(throws: ProofError.equalSizesDifferentRoots(size: 0)) { try verify(0, roots[0], 0, roots[1], []) }
        #expect(throws: ProofError.pathTooLong) { try verify(0, roots[0], 8, roots[8], [roots[8]]) }
        #expect(throws: ProofError.pathTooLong) { try verify(8, roots[8], 8, roots[8], [roots[8]]) }
        #expect(throws: ProofError.pathTooShort) { try verify(3, roots[3], 8, roots[8], []) }
        #expect(throws: ProofError.pathTooShort) { try verify(4, roots[4], 8, roots[8], []) }
    }

    @Test("the work on a path is bounded by the tree's height, not by the path")
    func longPath() {
        let path = [Digest](repeating: .zero, count: 1_000_000)
        #expect(throws: ProofError.pathTooLong) {
            try MerkleTree.rootOfInclusion(
                index: MerkleTree.maximumSize - 1, size: MerkleTree.maximumSize, leafHash: .zero, path: path)
        }
        let height = Array(path.prefix(63))
        #expect(throws: Never.self) {
            try MerkleTree.rootOfInclusion(
                index: 0, size: MerkleTree.maximumSize, leafHash: .zero, path: height)
        }
    }

    private func rootOfInclusion(_ leaf: Int, _ size: Int, hash: Digest? = nil, path: [Digest]) -> Digest? {
        try? MerkleTree.rootOfInclusion(
            index: UInt64(leaf), size: UInt64(size), leafHash: hash ?? leaves[leaf], path: path)
    }

    private func isConsistent(_ from: Int, _ to: Int, path: [Digest]) -> Bool {
        guard let older = try? MerkleTree.root(size: UInt64(from), reader: stored),
            let newer = try? MerkleTree.root(size: UInt64(to), reader: stored)
        else { return false }
        return isConsistent(from, to, fromRoot: older, toRoot: newer, path: path)
    }

    private func isConsistent(_ from: Int, _ to: Int, fromRoot: Digest, toRoot: Digest, path: [Digest]) -> Bool {
        (try? MerkleTree.verifyConsistency(
            from: UInt64(from), fromRoot: fromRoot, to: UInt64(to), toRoot: toRoot, path: path)) != nil
    }

    /// One flipped bit in each element, each element missing, doubled and swapped with its neighbour, one more at either end.
    private static func mutations(of path: [Digest]) -> [[Digest]] {
        var result = [path + [.zero], [.zero] + path]
        for element in path.indices {
            result.append(flip(path, element: element, bit: (element * 37) % 256))
            result.append(Array(path[..<element] + path[(element + 1)...]))
            result.append(Array(path[...element] + path[element...]))
            if element + 1 < path.count {
                result.append(Array(path[..<element] + [path[element + 1], path[element]] + path[(element + 2)...]))
            }
        }
        return result
    }

    private static func flip(_ path: [Digest], element: Int, bit: Int) -> [Digest] {
        var bytes = path[element].bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        var changed = path
        if let digest = Digest(bytes) { changed[element] = digest }
        return changed
    }
}
