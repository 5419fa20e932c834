public import HotlineAudit
public import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// Reads an export directory. It believes nothing of it: names are made here, links are not followed, each file has a largest
/// size, and what is not exactly as Docs/Export.md says is damage.
public final class ExportSource: AuditSource {
    /// The directory.
    public let place: String

    private let folder: ExportFolder
    private let described: [Described]
    private let bundles = BundleCache()

    /// One log with what its description says.
    struct Described: Sendable {
        let log: AuditLog
        let prefix: String
        let description: ExportDescription
    }

    /// Opens a directory; nobody may write an export into it meanwhile.
    /// - Throws: `AuditSourceError`.
    public init(path: String) throws {
        place = path
        do {
            let folder = try ExportFolder(path, writing: false)
            self.folder = folder
            described = try Self.describe(folder)
        } catch {
            throw AuditSourceError(error)
        }
    }

    /// The logs in the order of the manifest.
    public func logs() throws -> [AuditLog] { described.map(\.log) }

    /// Entries with what the index says of them.
    public func leaves(of log: AuditLog, from index: UInt64, limit: Int) throws -> [AuditLeaf] {
        try reading(log) { part in
            var leaves: [AuditLeaf] = []
            var next = index
            while next < part.log.size, leaves.count < limit {
                let group = next / UInt64(ArchiveLimits.tileWidth)
                let bundle = try bundle(group, of: part)
                let offset = Int(next % UInt64(ArchiveLimits.tileWidth))
                let end = min(bundle.count, offset + limit - leaves.count)
                leaves += bundle[offset..<end]
                next += UInt64(end - offset)
            }
            return leaves
        }
    }

    /// Hashes as the tiles have them; those between two levels of tiles are computed from the lower one.
    public func hashes(of log: AuditLog, from position: UInt64, limit: Int) throws -> [Digest] {
        try reading(log) { part in
            try TileHashes(folder: folder, prefix: part.prefix, size: part.log.size).stored(
                from: position, limit: limit)
        }
    }

    /// Heads, from the index of the bundles in which they end.
    public func heads(of log: AuditLog, above size: UInt64, limit: Int) throws -> [AuditHead] {
        try reading(log) { part in
            var heads: [AuditHead] = []
            var group = size / UInt64(ArchiveLimits.tileWidth)
            while TilePath.width(of: part.log.size, at: group) > 0, heads.count < limit {
                heads += try index(group, of: part).heads.filter { $0.size > size }
                group += 1
            }
            return Array(heads.prefix(limit))
        }
    }

    /// The history, and in it the file `checkpoint`.
    public func checkpoints(
        of log: AuditLog, after previous: AuditCheckpoint?, limit: Int
    ) throws -> [AuditCheckpoint] {
        try reading(log) { part in
            try CheckpointReader(folder: folder, part: part).page(after: previous, limit: limit)
        }
    }

    /// Where the streams end.
    public func streams(of log: AuditLog) throws -> [AuditStream] {
        try reading(log) { $0.description.streams }
    }

    /// The body whose digest the statement names, where the index says that it was exported.
    public func body(of log: AuditLog, leaf index: UInt64) throws -> (any AuditBody)? {
        try reading(log) { part in
            guard let leaf = try leaves(of: part.log, from: index, limit: 1).first,
                try hasBody(index, of: part), let signed = try? SignedStatement(decoding: leaf.bytes)
            else { return nil }
            let name = ExportPath.body(signed.statement.body.digest.description)
            guard let file = try folder.file(name) else { throw ExportError.missing(folder.full(name)) }
            return try ExportBody(file)
        }
    }
}

extension ExportSource {
    private func reading<Value>(_ log: AuditLog, _ body: (Described) throws -> Value) throws -> Value {
        guard let part = described.first(where: { $0.log.id == log.id && $0.log.origin == log.origin }) else {
            throw AuditSourceError.unreadable("\(place) has no log \(log.origin)")
        }
        do {
            return try body(part)
        } catch let error as ExportError {
            throw AuditSourceError(error)
        }
    }

    private func bundle(_ group: UInt64, of part: Described) throws -> [AuditLeaf] {
        try bundles.leaves(part.log.id, group) {
            let width = TilePath.width(of: part.log.size, at: group)
            let name = part.prefix + TilePath.entries(group, width: width)
            let entries = try EntryBundle.decode(
                folder.read(name, limit: ArchiveLimits.entriesBytes), count: width, path: folder.full(name))
            let index = try index(group, of: part)
            let first = group * UInt64(ArchiveLimits.tileWidth)
            return zip(entries, zip(index.types, index.rows)).enumerated().map { offset, leaf in
                AuditLeaf(index: first + UInt64(offset), type: leaf.1.0, bytes: leaf.0, row: leaf.1.1?.row)
            }
        }
    }

    private func index(_ group: UInt64, of part: Described) throws -> IndexBundle {
        try bundles.index(part.log.id, group) {
            let width = TilePath.width(of: part.log.size, at: group)
            let name = part.prefix + TilePath.index(group, width: width)
            let bytes = try folder.read(name, limit: ArchiveLimits.indexBytes)
            let first = group * UInt64(ArchiveLimits.tileWidth)
            return try IndexBundle(decoding: bytes, first: first, count: width, path: folder.full(name))
        }
    }

    private func hasBody(_ leaf: UInt64, of part: Described) throws -> Bool {
        let width = UInt64(ArchiveLimits.tileWidth)
        return try index(leaf / width, of: part).rows[Int(leaf % width)]?.hasBody ?? false
    }

    private static func describe(_ folder: ExportFolder) throws(ExportError) -> [Described] {
        let manifest = try folder.read(ExportPath.manifest, limit: ArchiveLimits.manifestBytes)
        let ids = try ExportManifest(decoding: manifest, path: folder.full(ExportPath.manifest)).logs
        var found: [Described] = []
        for id in ids {
            let name = id + "/" + ExportPath.description
            let bytes = try folder.read(name, limit: ArchiveLimits.descriptionBytes)
            let description = try ExportDescription(decoding: bytes, path: folder.full(name))
            guard LogOrigin(description.origin).map({ Hex.encode($0.id) }) == id else {
                throw .malformed(folder.full(name), "it is of another log")
            }
            let before = found.first { $0.log.origin == description.predecessor }
            if description.predecessor != nil, before == nil {
                throw .malformed(folder.full(name), "the log before it is not there")
            }
            let log = description.log(id: Int64(found.count + 1), predecessor: before?.log.id)
            found.append(Described(log: log, prefix: id + "/", description: description))
        }
        return found
    }
}

extension ExportDescription {
    fileprivate func log(id: Int64, predecessor: Int64?) -> AuditLog {
        AuditLog(
            id: id, origin: origin, owner: owner, peer: peer, size: size, peerOpening: peerOpening, held: held,
            formerPeerLogs: formerPeerLogs, predecessor: predecessor, isSucceeded: isSucceeded, stoppedReason: stopped)
    }
}

extension AuditSourceError {
    /// Whatever no export leaves is damage; what only hinders reading says nothing of the log.
    init(_ error: ExportError) {
        switch error {
        case .missing, .malformed, .tooLarge, .notRegular, .otherHistory, .otherLine, .source, .unsigned:
            self = .damaged(error.description)
        case .system, .inUse: self = .unreadable(error.description)
        }
    }
}
