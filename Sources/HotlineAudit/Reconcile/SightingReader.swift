internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// Reads the statements of one side's logs in order, with their places.
struct SightingReader {
    private let source: any AuditSource
    private var logs: [AuditLog]
    private var leaf: UInt64 = 0
    private var heads: [AuditHead] = []

    init(_ source: any AuditSource, _ logs: [AuditLog]) {
        (self.source, self.logs) = (source, logs)
    }

    /// The statements of the next page of leaves; nil at the end.
    mutating func next() throws -> [(SignedStatement, Sighting)]? {
        while let log = logs.first, leaf >= log.size {
            logs.removeFirst()
            (leaf, heads) = (0, [])
        }
        guard let log = logs.first, let origin = LogOrigin(log.origin) else { return nil }
        let leaves = try source.leaves(of: log, from: leaf, limit: ReconciliationLimits.pageLeaves)
        guard let last = leaves.last else { throw Obstacle("leaf \(leaf) of \(log.origin) is not there") }
        try readHeads(of: log, upTo: last.index + 1)
        leaf = last.index + 1
        return try leaves.compactMap { try sighting($0, origin) }
    }

    private mutating func readHeads(of log: AuditLog, upTo size: UInt64) throws {
        heads.removeAll { $0.size <= leaf }
        while (heads.last?.size ?? 0) < size {
            let page = try source.heads(
                of: log, above: heads.last?.size ?? leaf, limit: ReconciliationLimits.pageLeaves)
            guard !page.isEmpty else { throw Obstacle("the heads of \(log.origin) are not there") }
            heads += page
        }
    }

    private func sighting(_ leaf: AuditLeaf, _ origin: LogOrigin) throws -> (SignedStatement, Sighting)? {
        guard leaf.type == 1, let row = leaf.row else { return nil }
        guard let head = head(above: leaf.index) else { throw Obstacle("leaf \(leaf.index) has no head") }
        let sighting = Sighting(
            origin: origin, leaf: leaf.index, head: head, storedAt: row.storedAt, receipt: row.presentReceipt,
            receiptStoredAt: row.receiptStoredAt)
        return (try SignedStatement(decoding: leaf.bytes), sighting)
    }

    /// The head of the batch that took a leaf in: the smallest that is above it.
    private func head(above leaf: UInt64) -> AuditHead? {
        var (low, high) = (0, heads.count)
        while low < high {
            let middle = low + (high - low) / 2
            if heads[middle].size <= leaf { low = middle + 1 } else { high = middle }
        }
        return low < heads.count ? heads[low] : nil
    }
}

/// The stored hashes of a source's log.
struct SourceHashes: HashReader {
    let source: any AuditSource
    let log: AuditLog

    func hash(at position: UInt64) throws -> Digest {
        guard let hash = try source.hashes(of: log, from: position, limit: 1).first else {
            throw Obstacle("the tree hash \(position) of \(log.origin) is not there")
        }
        return hash
    }
}
