#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file while it is made: under another name beside its place, mode 0600, linked into place when it is whole.
///
/// So a crash leaves none of it or all, and at most a draft that nothing ever reads. What was not placed goes away with
/// the value.
final class FileDraft: Sendable {
    /// Where the file is to be.
    let place: String
    /// Where it is made.
    let path: String
    /// Held until the end: closing a descriptor of a file gives up SQLite's locks on it.
    let descriptor: Int32

    /// Makes an empty draft.
    /// - Throws: `exists` where something has the file's place already, `notWritten`.
    init(for place: String) throws(StoreError) {
        let path = place + ".\(getpid()).new"
        guard !Home.hasFile(place) else { throw .exists(path: place) }
        unlink(path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.refusal(place) }
        (self.place, self.path, self.descriptor) = (place, path, descriptor)
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// The draft goes now.
    func remove() { unlink(path) }

    /// What was written so far is on the disk when this returns.
    func sync() throws(StoreError) {
        guard fsync(descriptor) == 0 else { throw Self.refusal(place) }
    }

    /// Gives the file its name, on the disk when this returns. A file that came there meanwhile is not replaced.
    func link() throws(StoreError) {
        try sync()
        guard Self.link(path, place) == 0 else {
            throw errno == EEXIST ? .exists(path: place) : Self.refusal(place)
        }
        unlink(path)
        try DatabaseFile.syncDirectory(Self.directory(of: place))
    }

    /// Puts the file in the place of another one, in one step; on the disk when this returns.
    func replace(_ other: String) throws(StoreError) {
        try sync()
        guard rename(path, other) == 0 else { throw Self.refusal(other) }
        try DatabaseFile.syncDirectory(Self.directory(of: other))
    }

    /// Refuses a copy after which less than the reserve would be free.
    func requireSpace(_ bytes: UInt64, reserve: Int = StoreLimits.backupReserveBytes) throws(StoreError) {
        var status = statvfs()
        guard fstatvfs(descriptor, &status) == 0 else { throw Self.refusal(place) }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let needed = bytes + UInt64(reserve)
        guard free >= needed else { throw .noSpace(path: place, needed: needed, free: free) }
    }

    /// The directory that a file stands in.
    static func directory(of path: String) -> String {
        guard let end = path.lastIndex(of: "/") else { return "." }
        return end == path.startIndex ? "/" : String(path[..<end])
    }

    private static func refusal(_ path: String) -> StoreError {
        .notWritten(path: path, reason: SystemFile.text(ofError: errno))
    }

    private static func link(_ path: String, _ place: String) -> Int32 {
        #if canImport(Darwin)
            Darwin.link(path, place)
        #else
            Glibc.link(path, place)
        #endif
    }
}
