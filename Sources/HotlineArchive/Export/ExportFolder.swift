internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// An open directory out of which no name leads: names are made by this module, and each part of a path that is a symbolic
/// link is refused.
final class ExportFolder: Sendable {
    let path: String
    let descriptor: Int32

    /// Opens a directory and takes a lock on it: shared by those that read, or alone for who writes.
    init(_ path: String, writing: Bool) throws(ExportError) {
        self.path = path
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .missing(path) : SystemError.last("open", path)
        }
        self.descriptor = descriptor
        // Some file systems have no locks; what is written there is guarded by its names alone.
        if flock(descriptor, (writing ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0, errno == EWOULDBLOCK {
            throw .inUse(path)
        }
    }

    deinit { close(descriptor) }

    /// Gives the lock up, also where a thread that is ending still holds on to the directory.
    func unlock() { flock(descriptor, LOCK_UN) }

    /// Makes a directory that only its owner can read, where there is none: contents are in it.
    static func make(_ path: String) throws(ExportError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemError.last("make", path) }
    }

    /// The whole file; nil where there is none.
    func contents(of name: String, limit: Int) throws(ExportError) -> [UInt8]? {
        guard let file = try file(name) else { return nil }
        guard file.size <= limit else { throw .tooLarge(full(name), limit) }
        var content: [UInt8] = []
        content.reserveCapacity(file.size)
        while let piece = try file.next(atMost: min(limit, ArchiveLimits.bodyPartBytes)) {
            content += piece
            guard content.count <= limit else { throw .tooLarge(full(name), limit) }
        }
        return content
    }

    /// The whole file, which must be there.
    func read(_ name: String, limit: Int) throws(ExportError) -> [UInt8] {
        guard let content = try contents(of: name, limit: limit) else { throw .missing(full(name)) }
        return content
    }

    /// Opens a file; nil where there is none.
    func file(_ name: String) throws(ExportError) -> ExportFile? {
        guard let parent = try parent(of: name, making: false) else { return nil }
        defer { parent.end() }
        let found = openat(parent.descriptor, parent.last, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard found >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw errno == ELOOP ? .notRegular(full(name)) : SystemError.last("open", full(name))
        }
        return try ExportFile(found, path: full(name))
    }

    func full(_ name: String) -> String { path + "/" + name }
}

extension ExportFolder {
    /// The directory that a name stands in, opened part by part, and the name's last part.
    struct Parent {
        let descriptor: Int32
        let last: String
        fileprivate let isOwned: Bool

        func end() {
            if isOwned { close(descriptor) }
        }
    }

    /// - Parameter making: makes the directories that are not there.
    func parent(of name: String, making: Bool) throws(ExportError) -> Parent? {
        let parts = name.split(separator: "/").map(String.init)
        guard let last = parts.last else { throw .missing(path) }
        var current = descriptor
        for part in parts.dropLast() {
            let next = try step(part, from: current, making: making, full(name))
            if current != descriptor { close(current) }
            guard let next else { return nil }
            current = next
        }
        return Parent(descriptor: current, last: last, isOwned: current != descriptor)
    }

    private func step(_ part: String, from: Int32, making: Bool, _ name: String) throws(ExportError) -> Int32? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        var next = openat(from, part, flags)
        if next < 0, errno == ENOENT, making {
            mkdirat(from, part, 0o700)
            next = openat(from, part, flags)
        }
        if next >= 0 { return next }
        let code = errno
        if code == ENOENT { return nil }
        if from != descriptor { close(from) }
        errno = code
        throw code == ELOOP || code == ENOTDIR ? .notRegular(name) : SystemError.last("open", name)
    }
}

/// A file of an export that is read from its beginning.
final class ExportFile: Sendable {
    let path: String
    let size: Int
    private let descriptor: Int32
    private let offset = Mutex(0)

    /// Takes the descriptor over; only regular files are read.
    fileprivate init(_ descriptor: Int32, path: String) throws(ExportError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notRegular(path)
        }
        (self.descriptor, self.path, size) = (descriptor, path, Int(status.st_size))
    }

    deinit { close(descriptor) }

    /// The next bytes; nil at the end.
    func next(atMost limit: Int) throws(ExportError) -> [UInt8]? {
        let start = offset.withLock { $0 }
        var bytes = [UInt8](repeating: 0, count: max(1, min(limit, size - start)))
        var count = 0
        repeat {
            count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(start)) }
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw SystemError.last("read", path) }
        guard count > 0 else { return nil }
        offset.withLock { $0 = start + count }
        return count == bytes.count ? bytes : Array(bytes[..<count])
    }
}

/// The system's last error in words.
enum SystemError {
    static func last(_ action: String, _ path: String) -> ExportError {
        .system(action: action, path: path, reason: String(cString: strerror(errno)))
    }
}
