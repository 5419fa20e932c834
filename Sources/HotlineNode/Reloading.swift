internal import HotlineStore
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// At SIGHUP: the peers and their routes are read from the store anew, and whatever else the daemon reads anew.
struct ReloadService: Service {
    let registry: LineRegistry
    let logger: Logger
    /// The daemon's part: its configuration.
    let reloadConfiguration: @Sendable () async -> Void

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            await reloadConfiguration()
            do {
                let changed = try await registry.reload()
                logger.notice("reloaded", metadata: ["lines": "\(registry.pins.all.count)", "changed": "\(changed)"])
            } catch {
                ProcessEnd.ifFailed(error, logger)
                logger.error("the peers could not be read; nothing was changed", metadata: ["reason": "\(error)"])
            }
        }
    }
}

extension LineRegistry {
    /// Opens, leaves and re-routes lines as the store has them now. Lines of which nothing changed go on undisturbed.
    /// - Returns: how many lines were changed.
    func reload() async throws -> Int {
        try await changes.withLock {
            let records = try context.store.lines()
            var changed = 0
            for line in pins.all where !records.contains(where: { $0.id == line.id }) {
                await close(line)
                changed += 1
            }
            for record in records where try await apply(record) { changed += 1 }
            return changed
        }
    }

    private func apply(_ record: LineRecord) async throws -> Bool {
        guard let line = pins.all.first(where: { $0.id == record.id }) else {
            try await open(record)
            return true
        }
        guard await line.routes != record.routes else { return false }
        await line.use(routes: record.routes)
        return true
    }
}
