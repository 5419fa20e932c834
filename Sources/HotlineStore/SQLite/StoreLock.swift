#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The right to have a home's database open: an flock(2) on `lock`, which holds the id of the process that has it.
///
/// The lock belongs to the open file description, so a second opening within one process is refused too, and the system
/// gives it up when the process ends in whatever way. The file is never removed: two holders of two files of one name
/// would both believe that they are alone.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock or throws at once.
    init(path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw .unreadable(path: path, reason: SystemFile.text(ofError: errno))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            defer { close(descriptor) }
            guard code == EWOULDBLOCK else { throw .unreadable(path: path, reason: SystemFile.text(ofError: code)) }
            throw .inUse(pid: Self.holder(descriptor))
        }
        self.descriptor = descriptor
        writeHolder()
    }

    deinit {
        ftruncate(descriptor, 0)
        // A child that was forked and has not yet called exec holds the description too; closing alone would wait for it.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The id is for people; that it is not written is no reason to refuse.
    private func writeHolder() {
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = pwrite(descriptor, text, text.count, 0)
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var text = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &text, text.count, 0)
        guard count > 0 else { return nil }
        let digits = text.prefix(count).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return Int32(String(decoding: digits, as: UTF8.self))
    }
}
