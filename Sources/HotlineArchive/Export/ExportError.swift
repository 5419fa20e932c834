/// Why an export was not written or not read. Each names the file, and the remedy where there is one.
public enum ExportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is not there.
    case missing(String)
    /// It is not what the format says.
    case malformed(String, String)
    /// It is larger than anything that belongs there.
    case tooLarge(String, Int)
    /// A symbolic link, a device or a pipe where a file or directory must be.
    case notRegular(String)
    /// A system call failed.
    case system(action: String, path: String, reason: String)
    /// Another program writes the directory, or reads it while this one wants to write.
    case inUse(String)
    /// A file that never changes is there with another content.
    case otherHistory(String)
    /// The directory holds the export of another line.
    case otherLine(String, String)
    /// What is to be exported is not whole.
    case source(String)
    /// A head that must not be signed.
    case unsigned(String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .missing(let path): "\(path) is not there"
        case .malformed(let path, let what): "\(path): \(what)"
        case .tooLarge(let path, let limit): "\(path) is larger than \(limit) bytes"
        case .notRegular(let path): "\(path) is a symbolic link or no file; links are not followed"
        case .system(let action, let path, let reason): "cannot \(action) \(path): \(reason)"
        case .inUse(let path): "another program is using \(path): wait until it is done"
        case .otherHistory(let path):
            "\(path) is there with another content than this log has: keep that directory as it is, export into a new one, "
                + "and compare them: hotline audit verify --from DIR"
        case .otherLine(let path, let what): "\(path) is the export of \(what): name another directory"
        case .source(let what): "what is to be exported is not whole: \(what); hotline audit verify says more"
        case .unsigned(let what): "the checkpoint was not signed: \(what)"
        }
    }
}
