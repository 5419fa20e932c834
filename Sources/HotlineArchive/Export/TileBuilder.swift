internal import HotlineCrypto
internal import TransparencyLog

/// A tile of tree hashes.
struct Tile: Hashable, Sendable {
    let level: Int
    let index: UInt64
    let hashes: [Digest]

    var path: String { TilePath.tile(level, index, width: hashes.count) }
    var bytes: [UInt8] { hashes.flatMap(\.bytes) }
}

/// Makes the tiles of a log from its leaf hashes, in order.
struct TileBuilder {
    private(set) var frontier = TreeFrontier()
    /// The tile that is being filled at each level.
    private var open: [[Digest]] = []

    /// Takes the next leaf; gives the tiles that it fills.
    mutating func append(_ leaf: Digest) -> [Tile] {
        // What a leaf completes comes from the lowest level up: every eighth level is one of tiles.
        let completed = frontier.append(leaf)
        return stride(from: 0, to: completed.count, by: 8).compactMap { put(completed[$0], level: $0 / 8) }
    }

    /// The tiles at the right edge that are not full.
    var partial: [Tile] {
        open.indices.filter { !open[$0].isEmpty }.map { tile(level: $0, open[$0]) }
    }

    private mutating func put(_ hash: Digest, level: Int) -> Tile? {
        if level == open.count { open.append([]) }
        open[level].append(hash)
        guard open[level].count == ArchiveLimits.tileWidth else { return nil }
        let full = tile(level: level, open[level], isFull: true)
        open[level] = []
        return full
    }

    private func tile(level: Int, _ hashes: [Digest], isFull: Bool = false) -> Tile {
        let count = TilePath.hashes(atLevel: level, size: frontier.size)
        let index = isFull ? count / UInt64(ArchiveLimits.tileWidth) - 1 : count / UInt64(ArchiveLimits.tileWidth)
        return Tile(level: level, index: index, hashes: hashes)
    }
}
