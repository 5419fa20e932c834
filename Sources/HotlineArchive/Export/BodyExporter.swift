internal import HotlineAudit
internal import HotlineCrypto
internal import HotlineProtocol

/// Writes bodies under the digests that the statements name, each as salt and content: the file's SHA-256 is its name.
struct BodyExporter {
    let source: any AuditSource
    let log: AuditLog
    let folder: ExportFolder
    let drafts: ExportDrafts
    /// Bodies that are in the export.
    private(set) var kept = 0
    /// Those that were erased at the node; what an earlier run wrote of them goes at the end.
    private var erased: Set<Digest> = []

    init(source: any AuditSource, log: AuditLog, folder: ExportFolder, drafts: ExportDrafts) {
        (self.source, self.log, self.folder, self.drafts) = (source, log, folder, drafts)
    }

    /// Writes the body of a statement, unless it is there already.
    /// - Returns: whether the source has it.
    mutating func take(_ leaf: AuditLeaf, _ row: AuditRow) throws -> Bool {
        guard let named = try? SignedStatement(decoding: leaf.bytes).statement.body else { return false }
        let name = ExportPath.body(named.digest.description)
        if row.erasedAt != nil, try folder.file(name) != nil { erased.insert(named.digest) }
        guard var body = try source.body(of: log, leaf: leaf.index) else { return false }
        kept += 1
        if drafts.isWaiting(name) { return true }
        if let there = try folder.file(name), there.size == body.salt.count + named.size { return true }
        var isAtSalt = true
        try drafts.put(name) {
            defer { isAtSalt = false }
            return isAtSalt ? body.salt : try body.next()
        }
        return true
    }

    /// Removes what was erased at the node since it was exported.
    func removeErased() throws -> Int {
        for digest in erased { try drafts.remove(ExportPath.body(digest.description)) }
        return erased.count
    }
}
