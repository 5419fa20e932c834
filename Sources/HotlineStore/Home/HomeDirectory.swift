#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension Home {
    /// Makes the home and its `run` directory with mode 0700, the directories above it as needed.
    ///
    /// A home that is there stays as it is, but must pass ``requirePrivate()``; an empty directory is closed to others.
    /// - Throws: ``HomeError`` naming the directory.
    public func makeDirectories() throws(HomeError) {
        try requireShortSocketPath()
        try Self.makeParents(of: path)
        try Self.makeDirectory(path)
        if isEmpty { chmod(path, 0o700) }
        try requirePrivate()
        try Self.makeDirectory(runDirectory)
    }

    /// Refuses a home that is not a directory of this user, closed to everybody else.
    /// - Throws: ``HomeError/missing(path:)``, `notDirectory`, `wrongOwner` or `tooOpen`.
    public func requirePrivate() throws(HomeError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT ? .missing(path: path) : .system(action: "look at", path: path, code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notDirectory(path: path) }
        try SystemFile.requirePrivate(status, path: path, isDirectory: true)
    }

    /// Refuses a home whose socket no program could bind to.
    /// - Throws: ``HomeError/socketPathTooLong(path:bytes:)``.
    public func requireShortSocketPath() throws(HomeError) {
        let bytes = socket.utf8.count
        guard bytes <= Home.socketPathBytes else { throw .socketPathTooLong(path: socket, bytes: bytes) }
    }

    /// Whether something of that name is there.
    public static func hasFile(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Makes a new file, mode 0600, on disk with its content when this returns.
    /// - Throws: ``HomeError/exists(path:)`` where one is there; it is never replaced.
    public static func createFile(_ path: String, _ content: [UInt8]) throws(HomeError) {
        try SystemFile.create(path, content, mode: 0o600)
    }

    private var isEmpty: Bool {
        guard let directory = opendir(path) else { return false }
        defer { closedir(directory) }
        var names = 0
        while names < 3, readdir(directory) != nil { names += 1 }
        return names <= 2
    }

    private static func makeDirectory(_ path: String) throws(HomeError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .system(action: "make", path: path, code: errno)
        }
    }

    private static func makeParents(of path: String) throws(HomeError) {
        for end in path.indices where path[end] == "/" && end > path.startIndex {
            let parent = String(path[..<end])
            guard mkdir(parent, 0o755) == 0 || errno == EEXIST || hasFile(parent) else {
                throw .system(action: "make", path: parent, code: errno)
            }
        }
    }
}
