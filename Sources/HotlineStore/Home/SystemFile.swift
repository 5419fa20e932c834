#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Reading and making the small files of a home with the rules that secrets need (Docs/Threats.md, "Secrets on disk").
enum SystemFile {
    /// Who may read a file that is about to be used.
    enum Access {
        /// Its owner alone, who must be the user that runs this.
        case ownerOnly
        /// Anybody: the content is public, or something else guards it.
        case anybody
    }

    /// The whole file. Links in the last place are not followed; only regular files are read.
    static func read(_ path: String, access: Access, limit: Int) throws(HomeError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw refusal(opening: path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(action: "look at", path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegularFile(path: path) }
        if access == .ownerOnly { try requirePrivate(status, path: path, isDirectory: false) }
        return try readAll(descriptor, path: path, limit: limit)
    }

    /// Makes a new file, on disk with its content when this returns; never replaces one (`DraftFile`).
    static func create(_ path: String, _ content: [UInt8], mode: mode_t) throws(HomeError) {
        let file = try DraftFile(path, mode: mode)
        try file.append(content)
        try file.finish()
    }

    /// Refuses a file or directory of another user, or one that others have any right on.
    static func requirePrivate(_ status: stat, path: String, isDirectory: Bool) throws(HomeError) {
        let user = geteuid()
        guard status.st_uid == user else { throw .wrongOwner(path: path, owner: status.st_uid, user: user) }
        let mode = status.st_mode & 0o7777
        guard mode & 0o077 == 0 else {
            throw .tooOpen(path: path, mode: UInt32(mode), isDirectory: isDirectory)
        }
    }

    /// What the system calls that error.
    static func text(ofError code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        return String(cString: text)
    }

    private static func refusal(opening path: String, code: Int32) -> HomeError {
        switch code {
        case ENOENT, ENOTDIR: .missing(path: path)
        case ELOOP: .symbolicLink(path: path)
        default: .system(action: "open", path: path, code: code)
        }
    }

    private static func readAll(_ descriptor: Int32, path: String, limit: Int) throws(HomeError) -> [UInt8] {
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Self.read(descriptor, into: &piece)
            if count == 0 { return content }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .system(action: "read", path: path, code: errno)
            }
            guard content.count + count <= limit else { throw .tooLarge(path: path, limit: limit) }
            content.append(contentsOf: piece[..<count])
        }
    }

    private static func read(_ descriptor: Int32, into piece: inout [UInt8]) -> Int {
        #if canImport(Darwin)
            Darwin.read(descriptor, &piece, piece.count)
        #else
            Glibc.read(descriptor, &piece, piece.count)
        #endif
    }

    static func syncDirectory(of path: String) throws(HomeError) {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(action: "open", path: parent, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(action: "write", path: parent, code: errno) }
    }
}
