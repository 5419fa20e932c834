import HotlineCrypto
import TransparencyLog

/// RFC 9162 section 2.1 word for word: recursive, over the leaves themselves, with none of the code under test but the two
/// hashes. It remembers the roots of ranges so that exhaustive tests end soon.
struct ReferenceTree {
    let leaves: [Digest]
    private var roots: [Range<Int>: Digest] = [:]

    /// A tree of `count` different leaves.
    init(count: Int) {
        leaves = (0..<count).map { MerkleTree.leafHash([UInt8($0 >> 8), UInt8($0 & 0xFF)]) }
    }

    init(entries: [[UInt8]]) {
        leaves = entries.map(MerkleTree.leafHash)
    }

    /// MTH of section 2.1.1.
    mutating func root(_ range: Range<Int>) -> Digest {
        if let known = roots[range] { return known }
        let result: Digest
        switch range.count {
        case 0: result = Digest.sha256([])
        case 1: result = leaves[range.lowerBound]
        default:
            let middle = range.lowerBound + Self.split(range.count)
            let left = root(range.lowerBound..<middle)
            result = MerkleTree.nodeHash(left, root(middle..<range.upperBound))
        }
        roots[range] = result
        return result
    }

    mutating func root(size: Int) -> Digest { root(0..<size) }

    /// PATH of section 2.1.3.1.
    mutating func inclusionPath(_ leaf: Int, _ range: Range<Int>) -> [Digest] {
        guard range.count > 1 else { return [] }
        let middle = range.lowerBound + Self.split(range.count)
        if leaf < middle {
            return inclusionPath(leaf, range.lowerBound..<middle) + [root(middle..<range.upperBound)]
        }
        return inclusionPath(leaf, middle..<range.upperBound) + [root(range.lowerBound..<middle)]
    }

    /// SUBPROOF of section 2.1.4.1; `known` is its b.
    mutating func consistencyPath(_ older: Int, _ range: Range<Int>, known: Bool = true) -> [Digest] {
        if older == range.upperBound { return known ? [] : [root(range)] }
        let middle = range.lowerBound + Self.split(range.count)
        if older <= middle {
            return consistencyPath(older, range.lowerBound..<middle, known: known) + [root(middle..<range.upperBound)]
        }
        return consistencyPath(older, middle..<range.upperBound, known: false) + [root(range.lowerBound..<middle)]
    }

    /// k of section 2.1.1: the largest power of two smaller than n.
    private static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }
}

/// Stored hashes in memory, as a log keeps them: written in order, never changed.
struct MemoryHashes: HashReader {
    struct Missing: Error, Equatable {
        let position: UInt64
    }

    private(set) var hashes: [Digest] = []

    init(leaves: [Digest]) {
        var frontier = TreeFrontier()
        for leaf in leaves { hashes += frontier.append(leaf) }
    }

    func hash(at position: UInt64) throws -> Digest {
        guard position < UInt64(hashes.count) else { throw Missing(position: position) }
        return hashes[Int(position)]
    }
}

/// The tree of 0 to 8 leaves that transparency-dev/merkle publishes (testonly/constants.go, commit 417fb0c).
enum EightLeafTree {
    static let entries = hexTable(
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")

    static let roots = digests(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
}

/// The digests of a table; a table with a bad line makes a shorter list, which its test then notices.
func digests(_ lines: String...) -> [Digest] {
    lines.compactMap { Hex.decode($0).flatMap(Digest.init) }
}

private func hexTable(_ lines: String...) -> [[UInt8]] {
    lines.compactMap(Hex.decode)
}
