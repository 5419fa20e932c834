internal import HotlineProtocol
internal import ServiceLifecycle

/// Looks at the home's free space again and again, and grants credit to peers that wait for it.
struct SpaceWatch: Service {
    /// The time between two looks.
    private static let pause: Duration = .seconds(2)

    let registry: LineRegistry

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let clock = registry.context.clock
            while !Task.isCancelled {
                registry.context.space.look()
                for line in registry.pins.all { await line.offerCredit() }
                try? await clock.sleep(until: clock.now() + Self.pause)
            }
        }
    }
}
