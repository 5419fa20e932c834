import HotlineCrypto
import Testing
import TransparencyLog

@Suite("Stored hashes are numbered in the order in which appending makes them")
struct StoredPositionTests {
    @Test("the first positions are those of the table")
    func firstPositions() {
        // Leaves 0 to 4 and the nodes above them: L0 L1 N(1,0) L2 L3 N(1,1) N(2,0) L4
        #expect((0..<5).map { MerkleTree.storedPosition(level: 0, index: $0) } == [0, 1, 3, 4, 7])
        #expect(MerkleTree.storedPosition(level: 1, index: 0) == 2)
        #expect(MerkleTree.storedPosition(level: 1, index: 1) == 5)
        #expect(MerkleTree.storedPosition(level: 2, index: 0) == 6)
        #expect((0...5).map(MerkleTree.storedCount(size:)) == [0, 1, 3, 4, 7, 8])
    }

    @Test("appending fills positions densely: each append starts at the count of the size before")
    func density() {
        var frontier = TreeFrontier()
        var written: UInt64 = 0
        for leaf in ReferenceTree(count: 300).leaves {
            #expect(MerkleTree.storedCount(size: frontier.size) == written)
            written += UInt64(frontier.append(leaf).count)
        }
        #expect(MerkleTree.storedCount(size: 300) == written)
    }

    @Test("every complete subtree is found at its position")
    func contents() throws {
        var reference = ReferenceTree(count: 130)
        let stored = MemoryHashes(leaves: reference.leaves)
        for level in 0...7 {
            for index in 0..<(130 >> level) {
                let position = MerkleTree.storedPosition(level: level, index: UInt64(index))
                let expected = reference.root((index << level)..<((index + 1) << level))
                #expect(try stored.hash(at: position) == expected)
            }
        }
    }

    @Test("a node that no tree can have is numbered where nothing is stored, and nothing traps")
    func extremes() {
        let most = MerkleTree.maximumSize
        #expect(MerkleTree.storedPosition(level: 0, index: most - 1) < MerkleTree.storedCount(size: most))
        #expect(MerkleTree.storedPosition(level: 0, index: most) == .max)
        #expect(MerkleTree.storedPosition(level: 62, index: 0) < MerkleTree.storedCount(size: most))
        #expect(MerkleTree.storedPosition(level: 62, index: 1) == .max)
        for level in [-1, 63, 64, Int.max, Int.min] {
            #expect(MerkleTree.storedPosition(level: level, index: 0) == .max)
        }
        #expect(MerkleTree.storedCount(size: most + 1) == .max)
        #expect(MerkleTree.storedCount(size: most) < .max)
    }
}
