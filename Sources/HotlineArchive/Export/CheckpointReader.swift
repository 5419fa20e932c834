internal import HotlineAudit
internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// Reads the history of checkpoints of a log: by origin and size, in pages.
struct CheckpointReader {
    let folder: ExportFolder
    let part: ExportSource.Described

    func page(after previous: AuditCheckpoint?, limit: Int) throws -> [AuditCheckpoint] {
        var page: [AuditCheckpoint] = []
        for origin in try origins() where page.count < limit {
            if let previous, Self.comes(origin, before: previous.origin) { continue }
            let above = previous?.origin == origin ? previous?.size : nil
            page += try checkpoints(of: origin, above: above, limit: limit - page.count)
        }
        return page
    }

    /// The logs that have checkpoints here, in bytewise order, each once.
    private func origins() throws(ExportError) -> [String] {
        let origins = part.description.history.map(\.origin)
        guard zip(origins, origins.dropFirst()).allSatisfy({ Self.comes($0, before: $1) }) else {
            throw .malformed(folder.full(part.prefix + ExportPath.description), "its history is not in order")
        }
        let own = part.log.origin
        return origins.contains(own) ? origins : (origins + [own]).sorted { Self.comes($0, before: $1) }
    }

    private func checkpoints(of origin: String, above: UInt64?, limit: Int) throws -> [AuditCheckpoint] {
        let count = part.description.history.first { $0.origin == origin }?.count ?? 0
        var found: [AuditCheckpoint] = []
        var last: AuditCheckpoint?
        for group in 0..<(count + UInt64(ArchiveLimits.tileWidth) - 1) / UInt64(ArchiveLimits.tileWidth) {
            let bundle = try bundle(group, of: origin, count: count)
            guard bundle.allSatisfy({ $0.size > last?.size ?? 0 }) else {
                throw ExportError.malformed(folder.full(part.prefix), "checkpoints are not in order")
            }
            last = bundle.last
            found += bundle.filter { $0.size > above ?? 0 }
            if found.count >= limit { return Array(found.prefix(limit)) }
        }
        if origin == part.log.origin, let newest = try newest(after: last),
            newest.size > above ?? 0
        {
            found.append(newest)
        }
        return found
    }

    private func bundle(_ group: UInt64, of origin: String, count: UInt64) throws -> [AuditCheckpoint] {
        guard let name = LogOrigin(origin) else {
            throw ExportError.malformed(folder.full(part.prefix), "no log's name")
        }
        let width = TilePath.width(of: count, at: group)
        let path = part.prefix + TilePath.history(Hex.encode(name.id), group, width: width)
        let bytes = try folder.read(path, limit: ArchiveLimits.historyBytes)
        return try HistoryBundle.decode(bytes, origin: origin, count: width, path: folder.full(path))
    }

    /// The file `checkpoint`, as one more of the history: whoever audits verifies it too. Its place is by the size that it
    /// claims, which nobody has verified here. When it was stored is not known. Nil where it is the last of the history.
    private func newest(after last: AuditCheckpoint?) throws -> AuditCheckpoint? {
        guard part.description.hasCheckpoint else { return nil }
        let name = part.prefix + ExportPath.checkpoint
        let note = try folder.read(name, limit: ArchiveLimits.checkpointBytes)
        do {
            let checkpoint = try Checkpoint(parsing: SignedNote(parsing: note).text)
            guard checkpoint.origin.text == part.log.origin else {
                throw ExportError.malformed(folder.full(name), "it is of another log")
            }
            guard checkpoint.size >= last?.size ?? 0, checkpoint.size != last?.size || note == last?.note else {
                throw ExportError.malformed(folder.full(name), "it is not the newest checkpoint")
            }
            if checkpoint.size == last?.size { return nil }
            return AuditCheckpoint(
                origin: part.log.origin, size: checkpoint.size, root: checkpoint.root.bytes, note: note, storedAt: 0,
                cosignedAt: nil)
        } catch let error as ExportError {
            throw error
        } catch {
            throw ExportError.malformed(folder.full(name), "\(error)")
        }
    }

    private static func comes(_ one: String, before other: String) -> Bool {
        one.utf8.lexicographicallyPrecedes(other.utf8)
    }
}
