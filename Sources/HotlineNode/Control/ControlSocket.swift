#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The socket's place in the file system: a directory that is ours alone, and no socket in it that somebody serves.
struct ControlSocket: Sendable {
    let path: String

    /// Makes the directory (0700) if there is none, and removes a socket that nobody listens on.
    func prepare() throws(ControlSocketError) {
        let limit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
        guard path.utf8.count <= limit else { throw .pathTooLong(path: path, limit: limit) }
        try prepareDirectory()
        try removeStale()
    }

    /// Mode 0600. The directory is the first lock; this is the second.
    func restrict() throws(ControlSocketError) {
        guard chmod(path, 0o600) == 0 else { throw failure("chmod") }
    }

    private var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func prepareDirectory() throws(ControlSocketError) {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw failure("mkdir", directory) }
        var found = stat()
        guard lstat(directory, &found) == 0 else { throw failure("lstat", directory) }
        guard found.st_mode & S_IFMT == S_IFDIR, found.st_uid == geteuid() else {
            throw .directoryNotOurs(path: directory)
        }
        guard found.st_mode & 0o077 == 0 else {
            throw .directoryOpen(path: directory, mode: String(found.st_mode & 0o777, radix: 8))
        }
    }

    private func removeStale() throws(ControlSocketError) {
        var found = stat()
        guard lstat(path, &found) == 0 else {
            if errno == ENOENT { return }
            throw failure("lstat")
        }
        guard found.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        guard try !isServed() else { throw .inUse(path: path) }
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("unlink") }
    }

    /// Whether somebody listens: only a refused connection says that nobody does.
    private func isServed() throws(ControlSocketError) -> Bool {
        let descriptor = unixStreamSocket()
        guard descriptor >= 0 else { throw failure("socket") }
        defer { _ = close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0 || errno != ECONNREFUSED
    }

    private func failure(_ call: String, _ file: String? = nil) -> ControlSocketError {
        .system(path: file ?? path, call: call, reason: String(cString: strerror(errno)))
    }
}

/// Not blocking: a listener whose queue is full must not hold up a start.
private func unixStreamSocket() -> CInt {
    #if os(Linux)
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        return socket(AF_UNIX, CInt(kind), 0)
    #else
        return socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
}
