internal import HotlineProtocol
internal import HotlineStore
internal import Logging
internal import ServiceLifecycle

/// Ends erasures that had to wait for a reader, and applies the retention rules.
struct ErasingService: Service {
    /// The time between two looks for an erasure that waits.
    private static let pause: Duration = .seconds(1)
    /// The time between two looks at all bodies.
    private static let retentionPause: Duration = .seconds(3600)

    let registry: LineRegistry
    let rules: RetentionRules

    private var context: LineContext { registry.context }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let clock = context.clock
            var next = clock.now()
            while !Task.isCancelled {
                if context.store.unfinishedErasures > 0 { await context.commits.finishErasing() }
                if !rules.rules.isEmpty, clock.now() >= next {
                    await retain()
                    next = clock.now() + Self.retentionPause
                }
                try? await clock.sleep(until: clock.now() + Self.pause)
            }
        }
    }

    private func retain() async {
        let pass = RetentionPass(
            rules: rules, store: context.store, commits: context.commits, time: context.clock.utc(),
            sending: registry.sending)
        do {
            let count = try await pass.run()
            if count > 0 { context.logger.notice("retention rules applied", metadata: ["bodies": "\(count)"]) }
        } catch {
            ProcessEnd.ifFailed(error, context.logger)
            context.logger.error("retention rules were not applied", metadata: ["reason": "\(error)"])
        }
    }
}
