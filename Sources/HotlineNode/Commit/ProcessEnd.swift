#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The end of the process after a failed write, fsync or commit: no close, no checkpoint, no answer (blueprint,
/// invariant 1).
enum ProcessEnd {
    /// EX_IOERR of sysexits.h.
    static let status: CInt = 74

    static func now() -> Never { _exit(status) }
}
