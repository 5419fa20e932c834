internal import HotlineStore
internal import Logging

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The end of the process after a failed write, fsync or commit: no close, no checkpoint, no answer (invariant 1).
struct ProcessEnd: Sendable {
    /// EX_IOERR of sysexits.h.
    static let status: CInt = 74

    /// How the process ends. The simulator, which has two nodes in its process, ends the node that the task belongs to.
    @TaskLocal static var current = ProcessEnd { _exit(status) }

    let act: @Sendable () -> Void

    /// Ends the process where the store failed: the outcome is unknown, and only a start that recovers can tell.
    static func ifFailed(_ error: any Error, _ logger: Logger) {
        guard case StoreError.failed(let reason) = error else { return }
        logger.critical("the store failed; the node ends here", metadata: ["reason": "\(reason)"])
        current.act()
    }
}
