internal import HotlineCrypto
internal import TransparencyLog

/// The stored hashes of a log, out of its tiles: every eighth level stands in them, those between are computed from the level
/// below.
struct TileHashes: HashReader {
    let folder: ExportFolder
    let prefix: String
    let size: UInt64

    /// Hashes in the order of their positions, at most `limit`.
    func stored(from position: UInt64, limit: Int) throws -> [Digest] {
        guard limit > 0, position < MerkleTree.storedCount(size: size) else { return [] }
        var leaf = Self.leaf(completing: position, size: size)
        var frontier = try TreeFrontier(size: leaf, reader: self)
        var hashes: [Digest] = []
        let skipped = position - MerkleTree.storedCount(size: leaf)
        while leaf < size, UInt64(hashes.count) < UInt64(limit) + skipped {
            let tile = try tile(0, leaf / UInt64(ArchiveLimits.tileWidth))
            for hash in tile[Int(leaf % UInt64(ArchiveLimits.tileWidth))...] {
                hashes += try written(frontier.append(hash), completedBy: leaf)
                leaf += 1
            }
        }
        return Array(hashes.dropFirst(Int(skipped)).prefix(limit))
    }

    /// The hash at a position: as a tile has it, else computed from the tile below.
    func hash(at position: UInt64) throws -> Digest {
        let leaf = Self.leaf(completing: position, size: size)
        let level = Int(position - MerkleTree.storedCount(size: leaf))
        return try hash(level: level, index: leaf >> UInt64(level))
    }

    private func hash(level: Int, index: UInt64) throws -> Digest {
        let below = level % 8
        let first = index << UInt64(below)
        let width = UInt64(ArchiveLimits.tileWidth)
        let tile = try tile(level / 8, first / width)
        let start = Int(first % width)
        guard start + 1 << below <= tile.count else { throw ExportError.malformed(prefix, "a tile is too short") }
        var hashes = tile[start..<start + 1 << below]
        while hashes.count > 1 {
            hashes =
                stride(from: hashes.startIndex, to: hashes.endIndex, by: 2).map {
                    MerkleTree.nodeHash(hashes[$0], hashes[$0 + 1])
                }[...]
        }
        return hashes[hashes.startIndex]
    }

    /// What a leaf completes, with what the tiles of the higher levels have in the place of what was computed.
    private func written(_ computed: [Digest], completedBy leaf: UInt64) throws -> [Digest] {
        guard computed.count > 8 else { return computed }
        var hashes = computed
        for level in stride(from: 8, to: computed.count, by: 8) {
            hashes[level] = try hash(level: level, index: leaf >> UInt64(level))
        }
        return hashes
    }

    private func tile(_ level: Int, _ index: UInt64) throws -> [Digest] {
        let width = TilePath.width(of: TilePath.hashes(atLevel: level, size: size), at: index)
        guard width > 0 else { throw ExportError.malformed(prefix, "there is no tile \(level)/\(index)") }
        let name = prefix + TilePath.tile(level, index, width: width)
        let bytes = try folder.read(name, limit: ArchiveLimits.tileBytes)
        guard bytes.count == width * Digest.byteCount else {
            throw ExportError.malformed(folder.full(name), "it does not have \(width) hashes")
        }
        return stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
            Digest(Array(bytes[$0..<$0 + Digest.byteCount]))
        }
    }

    /// The leaf whose appending stored the hash at a position.
    private static func leaf(completing position: UInt64, size: UInt64) -> UInt64 {
        var (low, high) = (UInt64(0), size)
        while low < high {
            let middle = low + (high - low) / 2
            if MerkleTree.storedCount(size: middle + 1) <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
