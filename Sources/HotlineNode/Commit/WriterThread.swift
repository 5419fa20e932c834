internal import Dispatch

/// Where the one writer runs: a thread of its own, which may wait for the disk without keeping anybody else waiting.
final class WriterThread: SerialExecutor {
    private let queue = DispatchQueue(label: "hotline.commits", qos: .userInitiated)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
