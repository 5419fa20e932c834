import Dispatch
import Synchronization

/// A writer's thread whose jobs wait while it is held: what comes between two steps of the node then does so in every run.
final class HeldThread: SerialExecutor {
    private let queue = DispatchQueue(label: "hotline.test.commits")
    private let held = Mutex<[UnownedJob]?>(nil)
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isHeld = held.withLock { jobs in
            jobs?.append(job)
            return jobs != nil
        }
        if isHeld { arrival.yield() } else { run(job) }
    }

    func hold() { held.withLock { $0 = [] } }

    /// Returns when so many more jobs wait.
    func waiting(_ count: Int) async {
        var iterator = arrivals.makeAsyncIterator()
        for _ in 0..<count { await iterator.next() }
    }

    /// All that waited runs, and what comes does so at once.
    func release() { runHeld(isHeld: false) }

    /// All that waited runs; what comes waits.
    func step() { runHeld(isHeld: true) }

    private func runHeld(isHeld: Bool) {
        let jobs = held.withLock { jobs in
            defer { jobs = isHeld ? [] : nil }
            return jobs ?? []
        }
        for job in jobs { run(job) }
    }

    private func run(_ job: UnownedJob) {
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
