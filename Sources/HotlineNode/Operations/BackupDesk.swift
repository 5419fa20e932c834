internal import Foundation
internal import HotlineControl
internal import HotlineProtocol
internal import HotlineStore
internal import Logging
internal import Synchronization

/// The backups of a running node: one at a time, each into the same file of the home, which whoever asked moves away.
///
/// So the API names no path: nobody makes the daemon write anywhere else, and it may run where it can write its home alone.
actor BackupDesk {
    private let store: SQLiteStore
    private let path: String
    private let clock: NodeClock
    private let logger: Logger
    private let progress = Mutex<CopyProgress?>(nil)
    private var newest: BackupStatus?

    init(store: SQLiteStore, path: String, clock: NodeClock, logger: Logger) {
        (self.store, self.path, self.clock, self.logger) = (store, path, clock, logger)
        Self.removeDrafts(of: path)
    }

    /// Begins one, and removes the file of the one before where it is still there.
    func begin() throws(ControlError) -> BackupStatus {
        if let newest, newest.finishedAt == nil {
            throw ControlError(
                .backupRunning, "a backup has been running since \(newest.startedAt)", remedy: "wait for its end")
        }
        progress.withLock { $0 = nil }
        unlink(path)
        let status = BackupStatus(path: path, startedAt: ControlTime.text(clock.utc()))
        newest = status
        logger.notice("backup begun", metadata: ["path": "\(path)"])
        Task { await run() }
        return status
    }

    /// How far the newest one is; nil where there was none.
    func status() -> BackupStatus? {
        guard var status = newest else { return nil }
        if status.finishedAt == nil, let progress = progress.withLock({ $0 }) {
            (status.pagesCopied, status.pagesTotal) = (progress.copied, progress.total)
            status.state = progress.isDone ? .checking : .copying
        }
        return status
    }

    private func run() async {
        do {
            let summary = try await store.backup(to: path) { [weak self] step in self?.note(step) }
            finish { status in
                status.state = .done
                (status.bytes, status.schema) = (summary.bytes, summary.schema)
                status.logs = summary.logs.map { BackupStatus.Log(origin: $0.origin, size: $0.size) }
            }
            logger.notice("backup done", metadata: ["path": "\(path)", "bytes": "\(summary.bytes)"])
        } catch {
            finish { status in
                status.state = .failed
                status.error = Self.words(error)
            }
            logger.error("backup failed", metadata: ["path": "\(path)", "reason": "\(error)"])
        }
    }

    private nonisolated func note(_ step: CopyProgress) { progress.withLock { $0 = step } }

    private func finish(_ change: (inout BackupStatus) -> Void) {
        guard var status = status() else { return }
        change(&status)
        status.finishedAt = ControlTime.text(clock.utc())
        newest = status
    }

    private static func words(_ error: StoreError) -> ControlError {
        switch error {
        case .noSpace, .full, .notWritten:
            ControlError(.storeFull, error.description, remedy: "free space in the node's home, then try again")
        case .closed: ControlError(.shuttingDown, "the node is stopping; no backup was made")
        case .damaged:
            ControlError(.storeDamaged, error.description, remedy: "keep the former backups; run: hotline audit verify")
        default: ControlError(.internal, error.description)
        }
    }

    /// What a process that was killed left; the home's lock is held, so nobody else makes one.
    private static func removeDrafts(of path: String) {
        let place = URL(fileURLWithPath: path)
        let folder = place.deletingLastPathComponent()
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        where name.hasPrefix(place.lastPathComponent + ".") && name.hasSuffix(".new") {
            unlink(folder.appending(path: name).path)
        }
    }
}
