#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A new file that is written in parts under another name and linked into place whole: a crash leaves no half of it there, and a
/// file that is there is never replaced.
public final class DraftFile {
    private let path: String
    private let draft: String
    private let descriptor: Int32
    private let mode: mode_t

    /// Begins a file, mode 0600.
    ///
    /// - Throws: ``HomeError/system(action:path:code:)``.
    public convenience init(_ path: String) throws(HomeError) { try self.init(path, mode: 0o600) }

    init(_ path: String, mode: mode_t) throws(HomeError) {
        (self.path, draft, self.mode) = (path, path + ".\(getpid()).new", mode)
        unlink(draft)
        descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(action: "make", path: draft, code: errno) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(draft)
    }

    /// Adds bytes at its end.
    public func append(_ content: [UInt8]) throws(HomeError) {
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(action: "write", path: draft, code: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Puts it into its place; on disk when this returns.
    ///
    /// - Throws: ``HomeError/exists(path:)`` where one is there.
    public func finish() throws(HomeError) {
        guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
            throw .system(action: "write", path: draft, code: errno)
        }
        guard link(draft, path) == 0 else {
            throw errno == EEXIST ? .exists(path: path) : .system(action: "make", path: path, code: errno)
        }
        try SystemFile.syncDirectory(of: path)
    }
}
