/// When to dial which route: the routes in order, with a growing and jittered wait after each round that failed.
public struct DialMachine: Hashable, Sendable {
    /// What to do now.
    public enum Step: Hashable, Sendable {
        /// Dial this route and report back with `failed` or `connected`.
        case dial(route: String)
        /// Nothing before this time.
        case wait(until: MonotonicTime)
        /// Nothing until something happens.
        case idle
    }

    private enum State: Hashable, Sendable {
        case waiting(until: MonotonicTime)
        case dialling
        case connected
    }

    private let timeouts: Timeouts
    private var routes: [String]
    private var nextRoute = 0
    private var rounds = 0
    private var state: State
    private var lastUp: MonotonicTime?
    /// How many times this node has dialled in its epoch: the newer session of two is the one with the larger count.
    public private(set) var counter: UInt64 = 0

    /// Dials at once.
    public init(routes: [String], timeouts: Timeouts = Timeouts(), at now: MonotonicTime) {
        self.routes = routes
        self.timeouts = timeouts
        state = .waiting(until: now)
    }

    /// The routes were changed: begin again with the first.
    public mutating func use(_ routes: [String], at now: MonotonicTime) {
        self.routes = routes
        nextRoute = 0
        if case .waiting = state { state = .waiting(until: now) }
    }

    /// What to do at this time.
    public mutating func next(at now: MonotonicTime) -> Step {
        guard case .waiting(let until) = state, !routes.isEmpty else { return .idle }
        guard now >= until else { return .wait(until: until) }
        state = .dialling
        counter += 1
        defer { nextRoute += 1 }
        return .dial(route: routes[nextRoute % routes.count])
    }

    /// The dial, or the session that it gave, came to nothing.
    /// - Parameter jitter: 0 to 1, random.
    public mutating func failed(at now: MonotonicTime, jitter: Double) {
        guard state == .dialling else { return }
        // The other routes are tried at once; the wait comes after the last one.
        guard nextRoute >= routes.count else {
            state = .waiting(until: now)
            return
        }
        nextRoute = 0
        state = .waiting(until: now + wait(at: now, jitter: jitter))
        rounds += 1
    }

    /// The line has a session, whoever dialled it.
    public mutating func connected() {
        (state, nextRoute, rounds) = (.connected, 0, 0)
    }

    /// The line's session has ended.
    /// - Parameter afterFailure: through what was said in it, which may be said again: the next is not tried at once.
    public mutating func disconnected(at now: MonotonicTime, jitter: Double, afterFailure: Bool = false) {
        guard state == .connected else { return }
        lastUp = now
        let wait = afterFailure ? timeouts.backoffRecent * (0.5 + 0.5 * jitter) : timeouts.backoffFirst * jitter
        state = .waiting(until: now + wait)
    }

    private func wait(at now: MonotonicTime, jitter: Double) -> Duration {
        let isRecent = lastUp.map { now - $0 < timeouts.recent } ?? false
        let longest = isRecent ? timeouts.backoffRecent : timeouts.backoffLongest
        let grown = timeouts.backoffFirst * Double(1 << min(rounds, 16))
        // Half of the wait is sure and half is drawn, so that two nodes that fail together do not dial together for ever.
        return min(grown, longest) * (0.5 + 0.5 * jitter)
    }
}
