import Foundation
import GRDB
import Synchronization

/// The copies that run on a store's writer, so that closing the store ends them first.
final class RunningCopies: Sendable {
    private let copies = Mutex<[PageCopy]>([])

    func add(_ copy: PageCopy) { copies.withLock { $0.append(copy) } }

    /// Ends one; on the writer's queue.
    func finish(_ copy: PageCopy) {
        copies.withLock { $0.removeAll { $0 === copy } }
        copy.finish()
    }

    /// Ends all; on the writer's queue.
    func finishAll() {
        for copy in copies.withLock({ $0 }) { finish(copy) }
    }
}

extension SQLiteStore {
    /// Copies the database into a new file while the node goes on; the file is checked, synced and closed when this returns.
    ///
    /// Steps of `StoreLimits.backupStepPages` are queued on the writer between commits, each without a lock that outlasts it,
    /// so a commit waits for one step at most and the write-ahead log is moved as ever. The copy holds all that was committed
    /// before its last step.
    /// - Parameters:
    ///   - path: a file that is not there yet; its directory is.
    ///   - progress: how far it is, after each step.
    /// - Throws: `exists`, `noSpace`, `notWritten` where the copy was not made, `damaged` where it did not pass the check, and
    ///   `closed` where the store was closed meanwhile; then no file is left.
    public func backup(
        to path: String, progress: @escaping @Sendable (CopyProgress) -> Void = { _ in }
    ) async throws(StoreError) -> DatabaseSummary {
        let copy = try DatabaseCopy(for: path)
        do throws(StoreError) {
            try await copyPages(copy, progress)
            let identity = identity
            return try await Self.blocking { () throws(StoreError) in try copy.place(identity: identity) }
        } catch {
            // The thread that failed may hold the draft for a moment longer than the caller waits.
            copy.draft.remove()
            throw error
        }
    }

    private func copyPages(_ copy: DatabaseCopy, _ progress: (CopyProgress) -> Void) async throws(StoreError) {
        let pages = try await onWriter { database throws(StoreError) in
            let pages = try copy.begin(database)
            self.copies.add(pages)
            return pages
        }
        do throws(StoreError) {
            var steps = 0
            while true {
                let step = try await onWriter { _ throws(StoreError) in
                    try copy.step(pages, StoreLimits.backupStepPages)
                }
                progress(step)
                if step.isDone { break }
                steps += 1
                if steps.isMultiple(of: StoreLimits.backupSyncSteps) {
                    try await Self.blocking { () throws(StoreError) in try copy.draft.sync() }
                }
                if Task.isCancelled { throw .closed }
            }
        } catch {
            await finish(pages)
            throw error
        }
        await finish(pages)
    }

    private func finish(_ pages: PageCopy) async {
        // Where the store is closed already, closing it has ended the copy.
        try? await onWriter { _ throws(StoreError) in self.copies.finish(pages) }
    }

    /// Runs on the writer's queue, outside of a transaction.
    private func onWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try requireOpen()
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { database in
                continuation.resume(returning: Result { () throws(StoreError) in try body(database) })
            }
        }
        return try result.get()
    }

    /// Runs on a thread of its own: the work blocks for longer than a task may.
    private static func blocking<Value: Sendable>(
        _ body: @escaping @Sendable () throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Result { () throws(StoreError) in try body() }) }
        }
        return try result.get()
    }
}
