internal import HotlineStore
internal import HotlineTransport
internal import Logging
internal import ServiceLifecycle

/// Closes the store when everything else has stopped.
struct StoreService: Service {
    let store: SQLiteStore
    let commits: CommitService
    let events: EventHub

    func run() async throws {
        try? await gracefulShutdown()
        events.close()
        await commits.close()
        try store.close()
    }
}

/// Accepts peers until the node stops.
struct ListenerService: Service {
    let listener: Listener
    let pins: PinnedPeers
    let clock: NodeClock
    let strangers: StrangerLog

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await listener.run { connection in
                do {
                    let runner = SessionRunner(connection: connection, clock: clock)
                    try await runner.run(dialCounter: nil) { pins.line(of: $0) }
                } catch {
                    // A stranger, or a peer that went away: routine, and the line's own log says more of peers.
                    strangers.noteFailure(remote: connection.remote, error)
                }
            }
        }
    }
}
