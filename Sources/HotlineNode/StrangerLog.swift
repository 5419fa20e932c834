internal import HotlineTransport
internal import Logging
internal import Synchronization

/// What strangers do, in a bounded number of records: the first of each kind at once, then one in an interval with a count.
final class StrangerLog: Sendable {
    private let throttle = Mutex(LogThrottle(burst: 1))
    private let clock: NodeClock
    private let logger: Logger

    init(clock: NodeClock, logger: Logger) {
        self.clock = clock
        self.logger = logger
    }

    /// The listener met something.
    func note(_ event: ListenerEvent) { note("\(event)") }

    /// A connection that was let in failed before it was a session.
    func noteFailure(remote: String, _ error: any Error) {
        note("handshakes failed")
        logger.trace("connection ended", metadata: ["remote": "\(remote)", "reason": "\(error)"])
    }

    private func note(_ kind: String) {
        guard let leftOut = throttle.withLock({ $0.admit(kind, at: clock.now()) }) else { return }
        logger.notice("strangers", metadata: ["what": "\(kind)", "more_before": "\(leftOut)"])
    }
}
