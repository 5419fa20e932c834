import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineArchive

@Suite("Tiles")
struct TileTests {
    @Test(
        "paths are those of C2SP tlog-tiles",
        arguments: [
            (UInt64(0), 256, "tile/0/000"), (1, 7, "tile/0/001.p/7"), (999, 256, "tile/0/999"),
            (1000, 256, "tile/0/x001/000"), (1_234_067, 256, "tile/0/x001/x234/067"),
            (1_234_067, 255, "tile/0/x001/x234/067.p/255"), (1_000_000, 1, "tile/0/x001/x000/000.p/1"),
        ])
    func paths(index: UInt64, width: Int, path: String) {
        #expect(TilePath.tile(0, index, width: width) == path)
        #expect(TilePath.entries(index, width: width) == path.replacing("tile/0", with: "tile/entries"))
    }

    @Test(
        "tiles hold the stored hashes of every eighth level, at every size", arguments: [1, 2, 255, 256, 257, 66_000])
    func arithmetic(size: Int) throws {
        var (builder, hashes, tiles): (TileBuilder, MemoryHashes, [String: Tile]) = (TileBuilder(), MemoryHashes(), [:])
        var frontier = TreeFrontier()
        for number in 0..<size {
            let leaf = MerkleTree.leafHash(Array("\(number)".utf8))
            hashes.append(frontier.append(leaf))
            for tile in builder.append(leaf) { tiles[tile.path] = tile }
        }
        for tile in builder.partial { tiles[tile.path] = tile }
        var expected = 0
        for level in 0..<8 {
            let count = UInt64(size) >> UInt64(8 * level)
            expected += Int((count + 255) / 256)
            for index in 0..<count {
                let group = index / 256
                let tile = tiles[TilePath.tile(level, group, width: TilePath.width(of: count, at: group))]
                let stored = try hashes.hash(at: MerkleTree.storedPosition(level: 8 * level, index: index))
                try #require(tile?.hashes[Int(index % 256)] == stored)
            }
        }
        #expect(tiles.count == expected)
        #expect(builder.frontier.root == frontier.root)
    }

    @Test("a bundle of entries has 16-bit lengths, and nothing else is read as one")
    func entries() throws {
        let entries: [[UInt8]] = [[1, 2, 3], [], [UInt8](repeating: 7, count: 300)]
        let bytes = try EntryBundle.encode(entries)
        #expect(bytes.prefix(5) == [0, 3, 1, 2, 3])
        #expect(Array(bytes[5..<9]) == [0, 0, 1, 44])
        #expect(try EntryBundle.decode(bytes, count: 3, path: "x") == entries)
        for shorter in bytes.truncations {
            #expect(throws: ExportError.self) { try EntryBundle.decode(shorter, count: 3, path: "x") }
        }
        #expect(throws: ExportError.self) { try EntryBundle.decode(bytes + [0], count: 3, path: "x") }
        #expect(throws: ExportError.self) { try EntryBundle.decode(bytes + [0, 0], count: 3, path: "x") }
        #expect(throws: ExportError.self) { try EntryBundle.encode([[UInt8](repeating: 0, count: 65_536)]) }
    }
}
