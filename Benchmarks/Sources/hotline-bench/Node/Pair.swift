import Foundation

/// Two nodes that have pinned each other: alpha submits, beta receipts. Beta dials, so that their one connection is
/// known by alpha's port.
final class Pair {
    let alpha: BenchNode
    let beta: BenchNode

    /// Makes them in a folder, or takes those that are there.
    init(in folder: String, _ binaries: Binaries) throws {
        let isNew = !FileManager.default.fileExists(atPath: folder + "/alpha.example")
        alpha = try BenchNode(name: "alpha.example", in: folder, binaries: binaries)
        beta = try BenchNode(name: "beta.example", in: folder, binaries: binaries)
        if isNew { try alpha.pin(beta) }
        try beta.pin(alpha, port: alpha.port)
    }

    /// A new pair in the bench's scratch folder, running and connected.
    static func running(_ bench: Bench, _ name: String, counted: Bool = false) throws -> Pair {
        let pair = try Pair(in: bench.scratch + "/" + name, bench.binaries)
        try pair.start(counted: counted)
        return pair
    }

    /// Starts both and waits for the line; seconds from spawn to ready of each.
    @discardableResult
    func start(counted: Bool = false) throws -> [Double] {
        let seconds = [try alpha.start(counted: counted), try beta.start(counted: counted)]
        try alpha.waitUntilConnected()
        return seconds
    }

    func stop() {
        alpha.stop()
        beta.stop()
    }
}
