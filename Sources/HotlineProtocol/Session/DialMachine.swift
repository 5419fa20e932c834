/// When to dial which route, which dial may say HELLO, and which is given up.
///
/// A *round* dials every route in order of preference. The next route does not wait for the one before it to fail, only
/// for `dialStagger` without a failure, so a route that swallows everything holds up no other. Of one node's sessions the
/// one with the newer HELLO wins (`SessionArbiter`), so a dial that comes late could knock out a session that is there.
/// Therefore no dial says HELLO before this machine lets it: one at a time, and none while the line has a session.
public struct DialMachine: Hashable, Sendable {
    /// What to do now.
    public enum Step: Hashable, Sendable {
        /// Dial this route; report under this number with `secured`, and with `failed` at the end.
        case dial(UInt64, route: String)
        /// Say HELLO over this dial, with this dial counter.
        case greet(UInt64, counter: UInt64)
        /// Close this dial; a report of its end changes nothing.
        case cancel(UInt64)
        /// Nothing before this time.
        case wait(until: MonotonicTime)
        /// Nothing until something happens.
        case idle
    }

    private enum Line: Hashable, Sendable {
        /// No session.
        case down
        /// A session, and nothing is dialled.
        case up
        /// A session whose peer is silent: dialled as if there were none.
        case doubtful
    }

    private enum Stage: Hashable, Sendable {
        /// Up to the end of the TLS handshake.
        case connecting
        /// The handshake is done; HELLO waits for `greet`.
        case secured
        /// HELLO was said: from here on `SessionArbiter` decides on both sides, and giving up would only tear.
        case greeting(counter: UInt64, since: MonotonicTime)

        var isGreeting: Bool {
            switch self {
            case .connecting, .secured: false
            case .greeting: true
            }
        }
    }

    private struct Dial: Hashable, Sendable {
        let number: UInt64
        let route: String
        var stage = Stage.connecting
    }

    private let timeouts: Timeouts
    private var routes: [String]
    private var line = Line.down
    /// Under way, in the order of their beginning.
    private var dials: [Dial] = []
    private var givenUp: [UInt64] = []
    /// The next of this round; 0 where the next dial begins a round.
    private var nextRoute = 0
    /// Rounds begun since the line last had a session.
    private var rounds = 0
    private var roundBegan: MonotonicTime
    /// When to dial next.
    private var dialAt: MonotonicTime
    private var lastNumber: UInt64 = 0
    /// HELLOs that this node said as the dialler in its epoch: of two sessions the one with the larger count is newer.
    public private(set) var counter: UInt64 = 0

    /// Dials at once.
    public init(routes: [String], timeouts: Timeouts = Timeouts(), at now: MonotonicTime) {
        self.routes = routes
        self.timeouts = timeouts
        (roundBegan, dialAt) = (now, now)
    }

    /// Whether a session is there and its peer is silent.
    public var isDoubtful: Bool { line == .doubtful }

    /// What to do at this time; to be asked again after each step, and after each report.
    public mutating func next(at now: MonotonicTime) -> Step {
        if !givenUp.isEmpty { return .cancel(givenUp.removeFirst()) }
        guard line != .up else { return .idle }
        var times: [MonotonicTime] = []
        if let waiting = firstToGreet {
            guard let held = heldUntil, now < held else { return greet(waiting, at: now) }
            times.append(held)
        }
        if !routes.isEmpty {
            guard now < dialAt else { return spare(routes[nextRoute]) ?? dial(at: now) }
            times.append(dialAt)
        }
        return times.min().map { .wait(until: $0) } ?? .idle
    }

    /// Of the dials that wait to say HELLO the first; one over a route that swallowed a HELLO comes after the others.
    private var firstToGreet: Int? {
        let swallowing = Set(dials.filter { $0.stage.isGreeting }.map(\.route))
        let waiting = dials.indices.filter { dials[$0].stage == .secured }
        return waiting.first { !swallowing.contains(dials[$0].route) } ?? waiting.first
    }

    /// Until when the last HELLO has time to succeed before another is said; nil where none is under way.
    private var heldUntil: MonotonicTime? {
        let begun = dials.compactMap { dial -> MonotonicTime? in
            if case .greeting(_, let since) = dial.stage { since } else { nil }
        }
        return begun.max().map { $0 + timeouts.greetStagger }
    }

    private mutating func greet(_ index: Int, at now: MonotonicTime) -> Step {
        counter += 1
        dials[index].stage = .greeting(counter: counter, since: now)
        return .greet(dials[index].number, counter: counter)
    }

    private mutating func dial(at now: MonotonicTime) -> Step {
        if nextRoute == 0 { (roundBegan, rounds) = (now, rounds + 1) }
        let route = routes[nextRoute]
        nextRoute = (nextRoute + 1) % routes.count
        let stagger = min(timeouts.dialStagger, timeouts.dialRound / routes.count)
        dialAt = nextRoute == 0 ? max(now + stagger, roundBegan + timeouts.backoffLongest) : now + stagger
        lastNumber += 1
        dials.append(Dial(number: lastNumber, route: route))
        return .dial(lastNumber, route: route)
    }

    /// Of the dials of one route that have not said HELLO, the oldest makes room: a route that comes back after it began to
    /// swallow a dial is found by the next dial, not by that one; and what is swallowed after its handshake stays few.
    private mutating func spare(_ route: String) -> Step? {
        let older = dials.filter { $0.route == route && !$0.stage.isGreeting }
        guard older.count >= Limits.dialsPerRoute, let oldest = older.first else { return nil }
        dials.removeAll { $0.number == oldest.number }
        return .cancel(oldest.number)
    }

    private mutating func giveUp(_ isMeant: (Dial) -> Bool) {
        givenUp += dials.filter(isMeant).map(\.number)
        dials.removeAll(where: isMeant)
    }

    /// Those whose HELLO was not said.
    private mutating func giveUpSilentOnes(_ isMeant: (Dial) -> Bool = { _ in true }) {
        giveUp { !$0.stage.isGreeting && isMeant($0) }
    }
}

extension DialMachine {
    /// The TLS handshake of a dial is done. Wait for its `greet`.
    /// - Returns: false where the dial was given up meanwhile.
    public mutating func secured(_ number: UInt64) -> Bool {
        guard let index = dials.firstIndex(where: { $0.number == number }) else { return false }
        dials[index].stage = .secured
        return true
    }

    /// A dial, or the session that it gave, came to nothing.
    /// - Parameter jitter: 0 to 1, random.
    /// - Returns: false where the dial was given up, or gave the line its session.
    @discardableResult
    public mutating func failed(_ number: UInt64, at now: MonotonicTime, jitter: Double) -> Bool {
        guard let index = dials.firstIndex(where: { $0.number == number }) else { return false }
        let wasNewest = index == dials.count - 1
        dials.remove(at: index)
        if nextRoute > 0 {
            // In the middle of a round the next route has its turn at once.
            if wasNewest { dialAt = min(dialAt, now) }
        } else if dials.isEmpty {
            dialAt = min(dialAt, now + wait(jitter: jitter))
        }
        return true
    }

    /// The line has a session: with the dial counter of this node's HELLO, or nil where the peer dialled.
    public mutating func connected(counter: UInt64?) {
        (line, nextRoute, rounds) = (.up, 0, 0)
        dials.removeAll { dial in
            if case .greeting(let said, _) = dial.stage { said == counter } else { false }
        }
        giveUpSilentOnes()
    }

    /// Nothing came over the line's session for `doubt`: its route may be gone. The routes are dialled beside it.
    public mutating func doubted(at now: MonotonicTime) {
        guard line == .up else { return }
        (line, nextRoute, rounds, dialAt) = (.doubtful, 0, 0, now)
    }

    /// Something came over the line's session.
    public mutating func heard() {
        guard line == .doubtful else { return }
        line = .up
        giveUpSilentOnes()
    }

    /// The line's session has ended.
    /// - Parameter afterFailure: through what was said in it, which may be said again: the next is not tried at once.
    public mutating func disconnected(at now: MonotonicTime, jitter: Double, afterFailure: Bool = false) {
        guard line != .down else { return }
        let wait = afterFailure ? timeouts.backoffLongest * (0.5 + 0.5 * jitter) : timeouts.backoffFirst * jitter
        (line, nextRoute, rounds, dialAt) = (.down, 0, 0, now + wait)
    }

    /// Other routes: begin again with the first. A session over a route that is gone stays until it ends.
    public mutating func use(_ routes: [String], at now: MonotonicTime) {
        guard routes != self.routes else { return }
        self.routes = routes
        (nextRoute, rounds, dialAt) = (0, 0, now)
        giveUpSilentOnes { !routes.contains($0.route) }
    }

    private func wait(jitter: Double) -> Duration {
        let grown = timeouts.backoffFirst * Double(1 << min(max(rounds - 1, 0), 16))
        // Half of the wait is sure and half is drawn, so that two nodes that fail together do not dial together for ever.
        return min(grown, timeouts.backoffLongest) * (0.5 + 0.5 * jitter)
    }
}
