internal import HotlineAudit
internal import Synchronization

/// The bundles that were read last: bodies are asked for leaf by leaf.
final class BundleCache: Sendable {
    private struct Key: Hashable {
        let log: Int64
        let group: UInt64
    }

    private struct Kept<Bundle: Sendable>: Sendable {
        private var bundles: [Key: Bundle] = [:]
        private var order: [Key] = []

        func bundle(_ key: Key) -> Bundle? { bundles[key] }

        mutating func keep(_ key: Key, _ bundle: Bundle) {
            guard bundles.updateValue(bundle, forKey: key) == nil else { return }
            order.append(key)
            if order.count > ArchiveLimits.keptBundles { bundles[order.removeFirst()] = nil }
        }
    }

    private let leaves = Mutex(Kept<[AuditLeaf]>())
    private let indexes = Mutex(Kept<IndexBundle>())

    func leaves(_ log: Int64, _ group: UInt64, read: () throws -> [AuditLeaf]) throws -> [AuditLeaf] {
        try Self.get(Key(log: log, group: group), leaves, read)
    }

    func index(_ log: Int64, _ group: UInt64, read: () throws -> IndexBundle) throws -> IndexBundle {
        try Self.get(Key(log: log, group: group), indexes, read)
    }

    /// Reading goes on outside the lock: two that want the same bundle both read it.
    private static func get<Bundle: Sendable>(
        _ key: Key, _ kept: borrowing Mutex<Kept<Bundle>>, _ read: () throws -> Bundle
    ) throws -> Bundle {
        if let bundle = kept.withLock({ $0.bundle(key) }) { return bundle }
        let bundle = try read()
        kept.withLock { $0.keep(key, bundle) }
        return bundle
    }
}
