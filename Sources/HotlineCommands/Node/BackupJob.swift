import HotlineControl
import HotlineStore

/// A backup of a home: by the daemon where it runs, else by this program, which then holds the store's lock.
struct BackupJob {
    private static let pause = Duration.milliseconds(200)
    private let home: Home
    private let client: ControlClient

    init(_ global: GlobalOptions) {
        (home, client) = (global.resolvedHome, global.client)
    }

    /// Makes the file, which must not be there.
    func make(at file: String) async throws -> BackupReport {
        guard !Home.hasFile(file) else { throw StoreError.exists(path: file) }
        let begun: BackupStatus
        do { begun = try await client.beginBackup() } catch {
            guard error.isUnreachable else { throw error }
            return try offline(file)
        }
        let done = try await finished(begun)
        // The daemon can often write its home alone (Docs/hotlined.service); this program has the rights of who asks.
        try FileCopy.move(home.onlineBackup, to: file)
        return BackupReport(
            file: file, bytes: done.bytes ?? 0, schema: done.schema ?? 0, online: true,
            logs: (done.logs ?? []).map { LogLength(log: $0.origin, entries: $0.size) })
    }

    private func offline(_ file: String) throws -> BackupReport {
        let summary = try OfflineBackup.make(home: home, at: file)
        return BackupReport(
            file: file, bytes: summary.bytes, schema: summary.schema, online: false,
            logs: summary.logs.map { LogLength(log: $0.origin, entries: $0.size) })
    }

    /// Asks until it is over. Another's backup that takes its place is not taken for this one.
    private func finished(_ begun: BackupStatus) async throws -> BackupStatus {
        var progress = Progress(console: .current)
        var status = begun
        while status.finishedAt == nil {
            progress.say(Self.words(status))
            try await Console.current.pause(Self.pause)
            status = try await client.backup()
            guard status.startedAt == begun.startedAt else {
                throw CommandFailure(
                    .failed, code: "overtaken", "somebody else has begun another backup; this one was not fetched",
                    remedy: "try again when it is done")
            }
        }
        if let error = status.error { throw error }
        guard status.state == .done else { throw CommandFailure.local("the node made no backup") }
        return status
    }

    private static func words(_ status: BackupStatus) -> String {
        switch status.state {
        case .copying where status.pagesTotal > 0: "copying: \(status.pagesCopied * 100 / status.pagesTotal) %"
        case .copying: "copying"
        case .checking: "checking the copy"
        case .done, .failed: "\(status.state.rawValue)"
        }
    }
}
