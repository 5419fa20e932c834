/// Where the parts of a log stand below its directory (C2SP tlog-tiles v1.0.0, "Merkle Tiles" and "Log Entries").
///
///     tile/<L>/<N>[.p/<W>]       hashes of level 8 L
///     tile/entries/<N>[.p/<W>]   entries
///     index/<N>[.p/<W>]          what the index says of those entries
///
/// N is in groups of three digits, all but the last preceded by an `x`: 1234067 is `x001/x234/067`. The last one, where it is
/// not full, has its width W at its end.
enum TilePath {
    /// A numbered file below a folder; `width` is how much of it there is.
    static func numbered(_ folder: String, _ index: UInt64, width: Int) -> String {
        let suffix = width == ArchiveLimits.tileWidth ? "" : ".p/\(width)"
        return folder + "/" + number(index) + suffix
    }

    static func tile(_ level: Int, _ index: UInt64, width: Int) -> String {
        numbered("tile/\(level)", index, width: width)
    }

    static func entries(_ index: UInt64, width: Int) -> String { numbered("tile/entries", index, width: width) }

    static func index(_ index: UInt64, width: Int) -> String { numbered("index", index, width: width) }

    /// Checkpoints of the log of that id, in order of size.
    static func history(_ log: String, _ index: UInt64, width: Int) -> String {
        numbered("history/" + log, index, width: width)
    }

    /// How many of the `count` things of a folder stand in its file of that number; 0 beyond the end.
    static func width(of count: UInt64, at index: UInt64) -> Int {
        let width = UInt64(ArchiveLimits.tileWidth)
        let (start, isBeyond) = index.multipliedReportingOverflow(by: width)
        guard !isBeyond, start < count else { return 0 }
        return Int(min(width, count - start))
    }

    /// The hashes of a tile level in a tree of that size.
    static func hashes(atLevel level: Int, size: UInt64) -> UInt64 { level < 8 ? size >> UInt64(8 * level) : 0 }

    private static func number(_ index: UInt64) -> String {
        var groups = [digits(index % 1000)]
        var rest = index / 1000
        while rest > 0 {
            groups.append("x" + digits(rest % 1000))
            rest /= 1000
        }
        return groups.reversed().joined(separator: "/")
    }

    private static func digits(_ value: UInt64) -> String {
        let text = String(value)
        return String(repeating: "0", count: 3 - text.utf8.count) + text
    }
}

/// Where things stand in an export directory.
enum ExportPath {
    static let manifest = "export.cbor"
    static let keys = "keys"
    static let description = "log.cbor"
    static let checkpoint = "checkpoint"
    /// Files that are being written.
    static let drafts = "draft"

    /// A body, by the digest that its statement names: in one of 256 folders.
    static func body(_ digest: String) -> String { "body/\(digest.prefix(2))/\(digest)" }
}
