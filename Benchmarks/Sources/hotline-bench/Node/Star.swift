import Foundation

/// One node with many lines, each to a daemon of its own that dials it.
final class Star {
    let hub: BenchNode
    let peers: [BenchNode]

    /// Makes hub and peers and starts them all; returns when every line is up.
    static func running(_ bench: Bench, _ name: String, lines: Int) throws -> Star {
        let star = try Star(in: bench.scratch + "/" + name, bench.binaries, lines: lines)
        try star.hub.start()
        for peer in star.peers { try peer.start() }
        try star.hub.waitUntilConnected(seconds: 300)
        return star
    }

    private init(in folder: String, _ binaries: Binaries, lines: Int) throws {
        hub = try BenchNode(name: "hub.example", in: folder, binaries: binaries)
        peers = try (1...lines).map { try BenchNode(name: "peer\($0).example", in: folder, binaries: binaries) }
        for peer in peers {
            try hub.pin(peer)
            try peer.pin(hub, port: hub.port)
        }
    }

    func stop() {
        for node in [hub] + peers { node.askToStop() }
        for node in [hub] + peers { node.stop() }
    }
}
