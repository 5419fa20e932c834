#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension Home {
    /// Bytes that the node's user may still write on the file system of the home; nil where the system does not say.
    public var freeBytes: UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}
