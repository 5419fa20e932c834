internal import Foundation
internal import HotlineAudit
internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// Runs one audit on a thread of its own, last in the system's order of who may run, so that nothing urgent waits for it.
struct AuditThread: Sendable {
    /// Pause after each piece of work of a few milliseconds: an audit takes a fraction of one core.
    private static let pauseMicroseconds: UInt32 = 10_000
    /// The lowest priority that the system has for ordinary work.
    private static let niceness: Int32 = 19

    private struct Stopped: Error {}

    private final class Flag: Sendable {
        private let isUp = Mutex(false)

        var value: Bool { isUp.withLock { $0 } }

        func raise() { isUp.withLock { $0 = true } }
    }

    /// The verdict; nil where the task was cancelled.
    static func run(_ audit: @escaping @Sendable (AuditPace) -> AuditVerdict) async -> AuditVerdict? {
        let stop = Flag()
        let pace = AuditPace(isParallel: false) {
            usleep(pauseMicroseconds)
            if stop.value { throw Stopped() }
        }
        let verdict = await withTaskCancellationHandler {
            await withCheckedContinuation { (done: CheckedContinuation<AuditVerdict, Never>) in
                let thread = Thread {
                    giveWay()
                    done.resume(returning: audit(pace))
                }
                thread.name = "hotline.audit"
                thread.start()
            }
        } onCancel: {
            stop.raise()
        }
        return stop.value ? nil : verdict
    }

    /// On Linux a thread has a priority of its own, and 0 names the one that asks.
    private static func giveWay() {
        #if os(Linux)
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
        #else
            Thread.current.qualityOfService = .background
        #endif
    }
}
