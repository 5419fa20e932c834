import HotlineTestSupport
import Testing

@testable import HotlineProtocol

extension DialMachine {
    /// All that is to do at this time; at its end the wait, or idle.
    mutating func steps(at now: MonotonicTime) -> [Step] {
        var steps: [Step] = []
        while true {
            let step = next(at: now)
            steps.append(step)
            switch step {
            case .dial, .greet, .cancel: continue
            case .wait, .idle: return steps
            }
        }
    }
}

@Suite("Dialling")
struct DialTests {
    @Test("a route that does not answer holds up the next for half a second, one that fails not at all")
    func order() {
        var machine = DialMachine(routes: ["a", "b", "c"], at: at(0))
        #expect(machine.steps(at: at(0)) == [.dial(1, route: "a"), .wait(until: at(0.5))])
        #expect(machine.steps(at: at(0.5)) == [.dial(2, route: "b"), .wait(until: at(1))])
        machine.failed(2, at: at(0.6), jitter: 1)
        #expect(machine.steps(at: at(0.6)) == [.dial(3, route: "c"), .wait(until: at(2))])
    }

    @Test("a route that fails late, when others were dialled after it, hurries nothing")
    func lateFailure() {
        var machine = DialMachine(routes: ["a", "b", "c"], at: at(0))
        _ = machine.steps(at: at(0))
        _ = machine.steps(at: at(0.5))
        machine.failed(1, at: at(0.6), jitter: 0)
        #expect(machine.steps(at: at(0.6)) == [.wait(until: at(1))])
    }

    @Test("sixteen routes are all dialled within a second and a half")
    func manyRoutes() {
        let routes = (0..<16).map { "r\($0)" }
        var machine = DialMachine(routes: routes, at: at(0))
        var (dialled, now): ([String], MonotonicTime) = ([], at(0))
        while dialled.count < 16 {
            for step in machine.steps(at: now) {
                if case .dial(_, let route) = step { dialled.append(route) }
                if case .wait(let until) = step, dialled.count < 16 { now = until }
            }
        }
        #expect(dialled == routes)
        #expect(now < at(1.5))
    }

    @Test("when all have failed the wait doubles from round to round up to two seconds")
    func growth() {
        var machine = DialMachine(routes: ["a"], at: at(0))
        var (now, waits): (MonotonicTime, [Duration]) = (at(0), [])
        for number in UInt64(1)...200 {
            #expect(machine.next(at: now) == .dial(number, route: "a"))
            machine.failed(number, at: now, jitter: 1)
            guard case .wait(let until) = machine.next(at: now) else { Issue.record("no wait"); return }
            waits.append(until - now)
            now = until
        }
        let expected: [Duration] = [200, 400, 800, 1600, 2000, 2000].map { .milliseconds($0) }
        #expect(Array(waits.prefix(6)) == expected)
        #expect(waits.max() == .seconds(2))
    }

    @Test("half of the wait is sure and half is drawn", arguments: [0.0, 0.25, 0.5, 1.0])
    func jitter(_ jitter: Double) {
        var machine = DialMachine(routes: ["a"], at: at(0))
        _ = machine.next(at: at(0))
        machine.failed(1, at: at(0), jitter: jitter)
        #expect(machine.next(at: at(0)) == .wait(until: at(0) + .milliseconds(200) * (0.5 + jitter / 2)))
    }

    @Test("a route that swallows its dials is dialled again, and has two dials at most")
    func swallowing() {
        var machine = DialMachine(routes: ["a"], at: at(0))
        #expect(machine.steps(at: at(0)) == [.dial(1, route: "a"), .wait(until: at(2))])
        #expect(machine.steps(at: at(2)) == [.dial(2, route: "a"), .wait(until: at(4))])
        #expect(machine.steps(at: at(4)) == [.cancel(1), .dial(3, route: "a"), .wait(until: at(6))])
        machine.failed(1, at: at(5), jitter: 0)
        #expect(machine.steps(at: at(5)) == [.wait(until: at(6))], "what was given up is not heard")
    }

    @Test("no dial says HELLO without leave: one at a time, the next after a second, or when the one before has failed")
    func greeting() {
        var machine = DialMachine(routes: ["a", "b", "c"], at: at(0))
        for second in [0, 0.5, 1] { _ = machine.steps(at: at(second)) }
        for number in UInt64(1)...3 { #expect(machine.secured(number) == true) }
        #expect(machine.steps(at: at(1.1)) == [.greet(1, counter: 1), .wait(until: at(2))])
        #expect(machine.steps(at: at(2)).first == .dial(4, route: "a"))
        #expect(machine.steps(at: at(2.1)) == [.greet(2, counter: 2), .wait(until: at(2.5))])
        machine.failed(2, at: at(2.2), jitter: 0)
        #expect(machine.steps(at: at(2.2)).first == .greet(3, counter: 3), "the first had its second")
        #expect(machine.counter == 3)
    }

    @Test("a dial over a route that swallowed a HELLO says its own after those of other routes")
    func greetingOrder() {
        var machine = DialMachine(routes: ["a", "b"], at: at(0))
        _ = machine.steps(at: at(0))
        _ = machine.secured(1)
        #expect(machine.next(at: at(0.1)) == .greet(1, counter: 1))
        for second in [0.5, 2.0, 2.5] { _ = machine.steps(at: at(second)) }
        for number in UInt64(2)...4 { #expect(machine.secured(number) == true) }
        #expect(machine.next(at: at(2.6)) == .greet(2, counter: 2))
        #expect(machine.next(at: at(3.6)) == .greet(3, counter: 3) || machine.counter == 2)
    }

    @Test("a session cancels the dials that said no HELLO, and leaves those that did to the one-session rule")
    func connected() {
        var machine = DialMachine(routes: ["a", "b", "c"], at: at(0))
        for second in [0, 0.5, 1] { _ = machine.steps(at: at(second)) }
        _ = machine.secured(2)
        _ = machine.next(at: at(1.1))
        _ = machine.secured(3)
        machine.connected(counter: nil)
        #expect(machine.steps(at: at(1.2)) == [.cancel(1), .cancel(3), .idle])
        #expect(machine.secured(1) == false, "too late")
        #expect(machine.steps(at: at(60)) == [.idle])
        machine.failed(2, at: at(61), jitter: 0)
        #expect(machine.steps(at: at(61)) == [.idle])
    }

    @Test("a session's end begins a round with the first route, soon; after a failure of what was said, later")
    func disconnected() {
        var machine = DialMachine(routes: ["a", "b"], at: at(0))
        for (afterFailure, wait) in [(false, 0.1), (true, 1.5)] {
            machine.connected(counter: nil)
            _ = machine.steps(at: at(50))
            machine.disconnected(at: at(100), jitter: 0.5, afterFailure: afterFailure)
            #expect(machine.steps(at: at(100)) == [.wait(until: at(100 + wait))])
            guard case .dial(_, "a") = machine.next(at: at(100 + wait)) else { Issue.record("not a"); return }
        }
    }

    @Test("the end of the dial that gave the session changes nothing about the wait")
    func endOfTheSession() {
        var machine = DialMachine(routes: ["a"], at: at(0))
        _ = machine.steps(at: at(0))
        _ = machine.secured(1)
        #expect(machine.next(at: at(0)) == .greet(1, counter: 1))
        machine.connected(counter: 1)
        machine.disconnected(at: at(9), jitter: 1, afterFailure: true)
        #expect(machine.failed(1, at: at(9), jitter: 0) == false)
        #expect(machine.steps(at: at(9)) == [.wait(until: at(11))])
    }

    @Test("a silent session is doubted: the routes are dialled beside it, until something is heard")
    func doubt() {
        var machine = DialMachine(routes: ["a", "b"], at: at(0))
        machine.connected(counter: nil)
        machine.doubted(at: at(10))
        #expect(machine.isDoubtful)
        #expect(machine.steps(at: at(10)) == [.dial(1, route: "a"), .wait(until: at(10.5))])
        machine.heard()
        #expect(machine.steps(at: at(10.1)) == [.cancel(1), .idle])
        machine.doubted(at: at(20))
        _ = machine.steps(at: at(20))
        _ = machine.secured(2)
        #expect(machine.next(at: at(20.1)) == .greet(2, counter: 1))
        machine.connected(counter: 1)
        #expect(!machine.isDoubtful)
    }

    @Test("without routes nothing is dialled, until there are some")
    func noRoutes() {
        var machine = DialMachine(routes: [], at: at(0))
        #expect(machine.steps(at: at(100)) == [.idle])
        machine.use(["a"], at: at(200))
        #expect(machine.next(at: at(200)) == .dial(1, route: "a"))
    }

    @Test("changed routes are dialled from the first at once; dials of routes that are gone are given up")
    func changedRoutes() {
        var machine = DialMachine(routes: ["a", "b"], at: at(0))
        for second in [0, 0.5] { _ = machine.steps(at: at(second)) }
        machine.use(["c", "b"], at: at(0.6))
        #expect(machine.steps(at: at(0.6)) == [.cancel(1), .dial(3, route: "c"), .wait(until: at(1.1))])
        machine.use(["c", "b"], at: at(0.7))
        #expect(machine.steps(at: at(0.7)) == [.wait(until: at(1.1))], "no change")
    }

    @Test("changed routes end no session")
    func changedWhileUp() {
        var machine = DialMachine(routes: ["a"], at: at(0))
        machine.connected(counter: nil)
        machine.use(["b"], at: at(1))
        #expect(machine.steps(at: at(1)) == [.idle])
    }

    @Test(
        "whatever the other routes do and however long the line was down, each is dialled every three and a half seconds",
        arguments: [1, 2, 3, 5, 16])
    func everyRoute(count: Int) {
        for seed in UInt64(0)..<20 {
            var walk = DialWalk(routes: count, seed: seed)
            walk.run(for: .seconds(120))
            #expect(walk.longestGap <= .milliseconds(3500), "seed \(seed)")
            #expect(walk.mostConnecting <= count * Limits.dialsPerRoute)
        }
    }
}

/// A line that is never up: each dial fails at a random moment or never.
private struct DialWalk {
    private let routes: [String]
    private var machine: DialMachine
    private var random: SeededRandom
    private var failures: [(at: MonotonicTime, number: UInt64)] = []
    private var connecting: Set<UInt64> = []
    private var lastDialled: [String: MonotonicTime] = [:]
    private(set) var longestGap: Duration = .zero
    private(set) var mostConnecting = 0

    init(routes count: Int, seed: UInt64) {
        routes = (0..<count).map { "r\($0)" }
        machine = DialMachine(routes: routes, at: at(0))
        random = SeededRandom(seed: seed)
        for route in routes { lastDialled[route] = at(0) }
    }

    mutating func run(for time: Duration) {
        var now = at(0)
        while now < at(0) + time {
            for step in machine.steps(at: now) {
                switch step {
                case .dial(let number, let route): dialled(number, route, now)
                case .cancel(let number): connecting.remove(number)
                case .wait(let until): now = advance(now, until)
                case .greet, .idle: Issue.record("nothing was secured")
                }
            }
        }
    }

    private mutating func dialled(_ number: UInt64, _ route: String, _ now: MonotonicTime) {
        longestGap = max(longestGap, now - (lastDialled[route] ?? now))
        lastDialled[route] = now
        connecting.insert(number)
        mostConnecting = max(mostConnecting, connecting.count)
        guard let late = [Int64(0), 20, 400, 1500, nil].randomElement(using: &random), let late else { return }
        failures.append((now + .milliseconds(late), number))
    }

    /// To the next failure, or to the end of the machine's wait.
    private mutating func advance(_ now: MonotonicTime, _ until: MonotonicTime) -> MonotonicTime {
        failures.sort { $0.at < $1.at }
        guard let first = failures.first, first.at <= until else { return until }
        failures.removeFirst()
        connecting.remove(first.number)
        machine.failed(first.number, at: max(first.at, now), jitter: Double.random(in: 0...1, using: &random))
        return max(first.at, now)
    }
}
