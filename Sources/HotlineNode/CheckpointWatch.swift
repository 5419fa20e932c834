internal import HotlineProtocol
internal import ServiceLifecycle

/// The hourly clock of the checkpoints: asks each line again and again whether one is due.
struct CheckpointWatch: Service {
    /// The time between two looks.
    private static let pause: Duration = .seconds(30)

    let registry: LineRegistry

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let clock = registry.context.clock
            while !Task.isCancelled {
                for line in registry.pins.all { await line.exchangeIfDue() }
                try? await clock.sleep(until: clock.now() + Self.pause)
            }
        }
    }
}
