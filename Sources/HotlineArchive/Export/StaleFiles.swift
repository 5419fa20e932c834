internal import Foundation
internal import HotlineCrypto
internal import HotlineProtocol

/// Removes the partial tiles and bundles of smaller sizes, once the description of the new size is in its place.
struct StaleFiles {
    let folder: ExportFolder
    let drafts: ExportDrafts
    let prefix: String

    func remove(size: UInt64, _ history: [ExportDescription.History]) throws {
        var current = Set<String>()
        add(size, "tile/entries", &current)
        add(size, "index", &current)
        for level in 0..<8 { add(TilePath.hashes(atLevel: level, size: size), "tile/\(level)", &current) }
        for one in history {
            if let origin = LogOrigin(one.origin) { add(one.count, "history/" + Hex.encode(origin.id), &current) }
        }
        for name in partials() where !current.contains(name) { try drafts.remove(prefix + name) }
    }

    /// The partial file that a folder with so many things has.
    private func add(_ count: UInt64, _ folder: String, _ names: inout Set<String>) {
        let last = count / UInt64(ArchiveLimits.tileWidth)
        let width = TilePath.width(of: count, at: last)
        if width > 0 { names.insert(TilePath.numbered(folder, last, width: width)) }
    }

    /// All partial files that are there. Links are not followed.
    private func partials() -> [String] {
        let root = folder.full(String(prefix.dropLast()))
        guard let found = FileManager.default.enumerator(atPath: root) else { return [] }
        return found.compactMap { $0 as? String }.filter { name in
            let parts = name.split(separator: "/")
            return parts.count > 1 && parts[parts.count - 2].hasSuffix(".p") && Int(parts[parts.count - 1]) != nil
        }
    }
}
