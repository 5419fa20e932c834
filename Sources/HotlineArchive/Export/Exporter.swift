public import HotlineAudit
internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// Writes the logs of one line as static files (Docs/Export.md): what any client of C2SP tlog-tiles reads, and beside it what
/// an audit needs.
///
/// It reads the whole log each time and writes what is not there. What never changes is compared with what is there, so that
/// two histories never mix in one directory.
public final class Exporter {
    /// How far an export is.
    public struct Progress: Hashable, Sendable {
        /// The log, by its origin.
        public let log: String
        /// Its entries that were looked at.
        public let entries: UInt64
        /// All its entries.
        public let size: UInt64
    }

    /// What an export did.
    public struct Summary: Hashable, Sendable {
        /// A log with its size and whether its newest head has a checkpoint.
        public struct Log: Hashable, Sendable {
            /// Its origin.
            public let origin: String
            /// Its entries.
            public let size: UInt64
            /// Why there is no checkpoint of this size; nil where there is one.
            public let unsigned: String?
        }

        /// Each log of the line, oldest first.
        public internal(set) var logs: [Log] = []
        /// Files that were written.
        public internal(set) var files = 0
        /// Their bytes.
        public internal(set) var bytes = 0
        /// Bodies that are in the export.
        public internal(set) var bodies = 0
        /// Bodies that were taken out, because they were erased at the node.
        public internal(set) var removed = 0
    }

    private let source: any AuditSource
    private let folder: ExportFolder
    private let drafts: ExportDrafts
    private let signer: any CheckpointSigning
    private let report: (Progress) -> Void

    /// An exporter into a directory, which is made where it is not there.
    public convenience init(
        source: any AuditSource, to path: String, signer: any CheckpointSigning,
        report: @escaping (Progress) -> Void = { _ in }
    ) throws {
        try self.init(source: source, to: path, signer: signer, report: report, beforeRename: nil)
    }

    init(
        source: any AuditSource, to path: String, signer: any CheckpointSigning,
        report: @escaping (Progress) -> Void, beforeRename: ((String) throws -> Void)?
    ) throws {
        try ExportFolder.make(path)
        (self.source, self.signer, self.report) = (source, signer, report)
        folder = try ExportFolder(path, writing: true)
        drafts = try ExportDrafts(folder)
        drafts.beforeRename = beforeRename
    }

    /// Exports these logs of the source, all of one line, oldest first. An exporter runs once.
    public func run(_ logs: [AuditLog]) throws -> Summary {
        defer { folder.unlock() }
        let ids = try logs.map(Self.id)
        try requireSameLine(logs, ids)
        var summary = Summary()
        for (log, id) in zip(logs, ids) {
            let writer = LogExporter(
                source: source, log: log, prefix: id + "/", folder: folder, drafts: drafts, report: report)
            let done = try writer.run(
                signer: signer, origins: Dictionary(zip(logs.map(\.id), logs.map(\.origin))) { $1 })
            summary.logs.append(Summary.Log(origin: log.origin, size: log.size, unsigned: done.unsigned))
            summary.bodies += done.bodies
            summary.removed += done.removed
        }
        try putLists(logs, ids)
        (summary.files, summary.bytes) = (drafts.placed, drafts.bytesPlaced)
        return summary
    }

    private func putLists(_ logs: [AuditLog], _ ids: [String]) throws {
        let keys = logs.last.map { "\($0.owner)\n\($0.peer)\n" } ?? ""
        for (name, bytes) in [
            (ExportPath.keys, Array(keys.utf8)), (ExportPath.manifest, ExportManifest(logs: ids).bytes),
        ]
        where try folder.contents(of: name, limit: ArchiveLimits.manifestBytes) != bytes {
            try drafts.put(name, bytes)
        }
        try drafts.place()
        try drafts.clear()
    }

    /// What was exported before must be logs of this line, and none of them may be gone.
    private func requireSameLine(_ logs: [AuditLog], _ ids: [String]) throws {
        guard let before = try folder.contents(of: ExportPath.manifest, limit: ArchiveLimits.manifestBytes) else {
            return
        }
        let former = try ExportManifest(decoding: before, path: folder.full(ExportPath.manifest)).logs
        guard former.allSatisfy(ids.contains) else {
            let names = former.filter { !ids.contains($0) }.joined(separator: ", ")
            throw ExportError.otherLine(folder.path, "another line or node (log \(names))")
        }
    }

    private static func id(_ log: AuditLog) throws -> String {
        guard let origin = LogOrigin(log.origin) else { throw ExportError.source("a log has no name of a log") }
        return Hex.encode(origin.id)
    }
}
