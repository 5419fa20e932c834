internal import HotlineAudit
internal import HotlineProtocol

/// A body out of an export: the salt, then the content in parts.
struct ExportBody: AuditBody {
    let salt: [UInt8]
    private let file: ExportFile

    init(_ file: ExportFile) throws(ExportError) {
        guard file.size <= ArchiveLimits.bodyBytes else { throw .tooLarge(file.path, ArchiveLimits.bodyBytes) }
        guard let salt = try file.next(atMost: Limits.saltBytes), salt.count == Limits.saltBytes else {
            throw .malformed(file.path, "it ends within the salt")
        }
        (self.file, self.salt) = (file, salt)
    }

    mutating func next() throws -> [UInt8]? {
        do {
            return try file.next(atMost: ArchiveLimits.bodyPartBytes)
        } catch {
            throw AuditSourceError(error)
        }
    }
}
