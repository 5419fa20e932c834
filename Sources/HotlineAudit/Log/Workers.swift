internal import Dispatch
internal import Synchronization

/// Who does the work of an audit, and how it gives way to others.
public struct AuditPace: Sendable {
    /// Whether it runs on all cores; else on the calling thread alone.
    public let isParallel: Bool
    /// Called often, between two pieces of work of a few milliseconds; it may wait, and throws to end the audit.
    public let breathe: @Sendable () throws -> Void

    /// A pace.
    public init(isParallel: Bool = true, breathe: @escaping @Sendable () throws -> Void = {}) {
        (self.isParallel, self.breathe) = (isParallel, breathe)
    }
}

/// Runs jobs beside each other, or one after another.
struct Workers {
    let pace: AuditPace

    /// Runs all jobs; returns when they are done. Each job looks after its own result.
    func run(_ jobs: [@Sendable () throws -> Void]) throws {
        guard pace.isParallel else {
            for job in jobs {
                try pace.breathe()
                try job()
            }
            return
        }
        try pace.breathe()
        let failures = Mutex<[Int: any Error]>([:])
        DispatchQueue.concurrentPerform(iterations: jobs.count) { index in
            do { try jobs[index]() } catch { failures.withLock { $0[index] = error } }
        }
        // The first by number, so that the outcome does not depend on who was faster.
        if let first = failures.withLock({ $0.min { $0.key < $1.key }?.value }) { throw first }
    }
}

/// A place for what one job gives and another takes after it.
final class Slot<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    func put(_ value: Value) { stored.withLock { $0 = value } }

    func take() -> Value? {
        stored.withLock { value in
            defer { value = nil }
            return value
        }
    }
}
