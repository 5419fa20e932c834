internal import HotlineAudit
internal import HotlineCrypto
internal import HotlineProtocol

/// Writes the checkpoints of a log and of the peer's logs that its owner cosigned, those of each log by themselves in order of
/// size, so that what comes later is added at an end.
struct HistoryExporter {
    let source: any AuditSource
    let log: AuditLog
    let files: LogExporter

    /// What was written: how many of each log, and those of this log that a signer has to know.
    struct Result {
        var counts: [ExportDescription.History] = []
        /// The checkpoints of this log, oldest first: the last bundle of them.
        var own: [AuditCheckpoint] = []
    }

    func run() throws -> Result {
        var result = Result()
        var (waiting, origin, count): ([AuditCheckpoint], String?, UInt64) = ([], nil, 0)
        var previous: AuditCheckpoint?
        repeat {
            let page = try source.checkpoints(of: log, after: previous, limit: ArchiveLimits.pageRows)
            for checkpoint in page where try !isLater(checkpoint) {
                if checkpoint.origin != origin || waiting.count == ArchiveLimits.tileWidth {
                    try write(waiting, upTo: count, &result)
                    waiting = []
                }
                if checkpoint.origin != origin { (origin, count) = (checkpoint.origin, 0) }
                waiting.append(checkpoint)
                count += 1
            }
            previous = page.last
        } while previous != nil
        try write(waiting, upTo: count, &result)
        return result
    }

    /// Whether it is of this log and came after the moment of which the export is. One that is larger than the log is now is
    /// another thing: the log was cut, or is an older copy.
    private func isLater(_ checkpoint: AuditCheckpoint) throws -> Bool {
        guard checkpoint.origin == log.origin, checkpoint.size > log.size else { return false }
        guard let now = try source.logs().first(where: { $0.origin == log.origin }), now.size >= checkpoint.size else {
            throw ExportError.source("\(log.origin) has \(log.size) entries, and \(checkpoint.size) were signed before")
        }
        return true
    }

    /// Writes a bundle, after which there are `count` of that log.
    private func write(_ bundle: [AuditCheckpoint], upTo count: UInt64, _ result: inout Result) throws {
        guard let origin = bundle.first?.origin else { return }
        guard let name = LogOrigin(origin), count <= ArchiveLimits.checkpoints else {
            throw ExportError.source("a checkpoint is of no log, or there are too many")
        }
        let path = TilePath.history(
            Hex.encode(name.id), (count - 1) / UInt64(ArchiveLimits.tileWidth), width: bundle.count)
        // A cosignature may be added to a checkpoint later.
        try files.put(path, HistoryBundle.encode(bundle), isFixed: false)
        if result.counts.last?.origin == origin { result.counts.removeLast() }
        result.counts.append(ExportDescription.History(origin: origin, count: count))
        if origin == log.origin { result.own = bundle }
    }
}
