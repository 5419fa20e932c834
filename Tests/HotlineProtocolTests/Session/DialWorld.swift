import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

/// Two nodes that dial each other over routes that come and go, event by event: machine and arbiter of each side are the
/// product's, time and network are the test's.
///
/// A route is a direction of dialling: what is said over a connection of a closed route is lost, both ways.
struct DialWorld {
    private struct Side {
        var machine: DialMachine
        var arbiter: SessionArbiter
        /// By connection: when something was last heard.
        var heard: [UInt64: MonotonicTime] = [:]
    }

    private struct Connection {
        let dialler: Int
        let dial: UInt64
        let route: String
        /// How long a frame takes.
        let delay: Duration
        var counter: UInt64?
        /// Per side: over for it.
        var isOver = [false, false]
    }

    private enum Happening {
        case secured(UInt64)
        case hello(UInt64, to: Int)
        case ping(UInt64, from: Int)
        case pong(UInt64, to: Int)
        case closed(UInt64, at: Int)
        case handshakeTimeout(UInt64)
        case helloTimeout(UInt64, at: Int)
    }

    private let keys: [VerifyingKey]
    private let epochs: [Epoch]
    private var sides: [Side]
    private var connections: [UInt64: Connection] = [:]
    private var agenda: [(at: MonotonicTime, order: UInt64, what: Happening)] = []
    private var lastNumber: UInt64 = 0
    private var random: SeededRandom
    /// The longest that a frame takes, in milliseconds.
    private let slowest: Int64
    private(set) var now = at(0)
    /// Closed routes.
    var closed: Set<String> = []
    /// How often a side changed its session.
    private(set) var changes = 0

    init(routes: [[String]], slowest: Int64 = 300, seed: UInt64) throws {
        self.slowest = slowest
        let (alpha, beta) = (try TestIdentity.alpha().line.key, try TestIdentity.beta().line.key)
        keys = alpha.rawBytes.lexicographicallyPrecedes(beta.rawBytes) ? [alpha, beta] : [beta, alpha]
        epochs = [try Sample.epoch(1), try Sample.epoch(2)]
        let arbiter = SessionArbiter(alpha, beta)
        sides = routes.map { Side(machine: DialMachine(routes: $0, at: at(0)), arbiter: arbiter) }
        random = SeededRandom(seed: seed)
    }

    /// The session of each side.
    var sessions: [UInt64?] { sides.map { $0.arbiter.current?.number } }

    /// Whether both have the same session, over a route that is open.
    var isConnected: Bool {
        guard let one = sessions[0], one == sessions[1], let connection = connections[one] else { return false }
        return !closed.contains(connection.route)
    }

    /// The route of the session that both have.
    var route: String? { isConnected ? sessions[0].flatMap { connections[$0]?.route } : nil }

    /// Lets time go on.
    /// - Returns: the moment at which the condition first held, or nil.
    @discardableResult
    mutating func run(for time: Duration, until condition: (DialWorld) -> Bool = { _ in false }) -> MonotonicTime? {
        let end = now + time
        while now <= end {
            let waits = [ask(0), ask(1)].compactMap { $0 }
            if condition(self) { return now }
            agenda.sort { ($0.at, $0.order) < ($1.at, $1.order) }
            let next = (waits + (agenda.first.map { [$0.at] } ?? [])).min() ?? end + .milliseconds(1)
            now = max(now, next)
            if let first = agenda.first, first.at <= now {
                agenda.removeFirst()
                happen(first.what)
            }
        }
        return nil
    }

    private mutating func plan(_ what: Happening, after delay: Duration) {
        lastNumber += 1
        agenda.append((now + delay, lastNumber, what))
    }

    private mutating func say(_ what: Happening, over number: UInt64) {
        guard let connection = connections[number], !closed.contains(connection.route) else { return }
        plan(what, after: connection.delay)
    }

    /// Does what a side's machine says; gives its wait.
    private mutating func ask(_ side: Int) -> MonotonicTime? {
        while true {
            switch sides[side].machine.next(at: now) {
            case .dial(let dial, let route): self.dial(side, dial, route)
            case .greet(let dial, let counter): greet(side, dial, counter)
            case .cancel(let dial):
                if let number = number(of: dial, side) { end(number, by: side) }
            case .wait(let until): return until
            case .idle: return nil
            }
        }
    }

    private func number(of dial: UInt64, _ side: Int) -> UInt64? {
        connections.first { $0.value.dialler == side && $0.value.dial == dial }?.key
    }

    private mutating func dial(_ side: Int, _ dial: UInt64, _ route: String) {
        lastNumber += 1
        let number = lastNumber
        let delay = Duration.milliseconds(Int64.random(in: 1...slowest, using: &random))
        connections[number] = Connection(dialler: side, dial: dial, route: route, delay: delay)
        if closed.contains(route) {
            plan(.handshakeTimeout(number), after: .seconds(5))
        } else {
            plan(.secured(number), after: delay * 4)
        }
    }

    private mutating func greet(_ side: Int, _ dial: UInt64, _ counter: UInt64) {
        guard let number = number(of: dial, side) else { return }
        connections[number]?.counter = counter
        say(.hello(number, to: 1 - side), over: number)
        // The other side's HELLO came after the handshake; it is read from now on.
        say(.hello(number, to: side), over: number)
        plan(.helloTimeout(number, at: side), after: .seconds(5))
    }

    private mutating func happen(_ what: Happening) {
        switch what {
        case .secured(let number):
            guard let connection = connections[number], !connection.isOver[connection.dialler] else { return }
            _ = sides[connection.dialler].machine.secured(connection.dial)
        case .hello(let number, let side): hello(number, side)
        case .ping(let number, let side): ping(number, side)
        case .pong(let number, let side): pong(number, side)
        case .closed(let number, let side):
            guard let connection = connections[number], !closed.contains(connection.route) else { return }
            finish(number, side)
        case .handshakeTimeout(let number):
            guard let connection = connections[number] else { return }
            finish(number, connection.dialler)
        case .helloTimeout(let number, let side):
            guard sides[side].arbiter.current?.number != number, connections[number]?.isOver[side] == false else {
                return
            }
            end(number, by: side)
        }
    }

    private mutating func hello(_ number: UInt64, _ side: Int) {
        guard let connection = connections[number], !connection.isOver[side], let counter = connection.counter,
            !closed.contains(connection.route)
        else { return }
        let held = sides[side].arbiter.current
        let silence = held.flatMap { sides[side].heard[$0.number] }.map { now - $0 > Timeouts().ping } ?? true
        let contender = SessionArbiter.Contender(
            number: number, dialler: keys[connection.dialler], epoch: epochs[connection.dialler], dialCounter: counter)
        sides[side].heard[number] = now
        switch sides[side].arbiter.admit(contender, currentIsSilent: silence) {
        case .reject: return end(number, by: side)
        case .accept: break
        case .replace(let loser): end(loser, by: side)
        }
        changes += 1
        sides[side].machine.connected(counter: connection.dialler == side ? counter : nil)
        plan(.ping(number, from: side), after: Timeouts().ping)
    }

    /// Each side asks in every interval; doubt and death come from the silence.
    private mutating func ping(_ number: UInt64, _ side: Int) {
        guard sides[side].arbiter.current?.number == number else { return }
        let silence = now - (sides[side].heard[number] ?? now)
        if silence >= Timeouts().ping * (Timeouts().pingsUntilDead + 1) { return end(number, by: side) }
        if silence >= Timeouts().doubt { sides[side].machine.doubted(at: now) }
        say(.pong(number, to: 1 - side), over: number)
        plan(.ping(number, from: side), after: Timeouts().ping)
    }

    private mutating func pong(_ number: UInt64, _ side: Int) {
        guard let connection = connections[number], !closed.contains(connection.route) else { return }
        sides[side].heard[number] = now
        if sides[side].arbiter.current?.number == number { sides[side].machine.heard() }
    }

    /// A side ends a connection; the other hears of it if the route is open.
    private mutating func end(_ number: UInt64, by side: Int) {
        finish(number, side)
        say(.closed(number, at: 1 - side), over: number)
    }

    private mutating func finish(_ number: UInt64, _ side: Int) {
        guard let connection = connections[number], !connection.isOver[side] else { return }
        connections[number]?.isOver[side] = true
        let wasCurrent = sides[side].arbiter.current?.number == number
        sides[side].arbiter.ended(number)
        let jitter = Double.random(in: 0...1, using: &random)
        if wasCurrent { sides[side].machine.disconnected(at: now, jitter: jitter) }
        if connection.dialler == side { sides[side].machine.failed(connection.dial, at: now, jitter: jitter) }
    }
}
