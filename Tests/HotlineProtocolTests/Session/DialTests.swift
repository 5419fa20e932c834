import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Dialling")
struct DialTests {
    /// Fails through one round of all routes and gives the wait that follows.
    private func wait(_ machine: inout DialMachine, after now: MonotonicTime, jitter: Double) -> Duration {
        var until = now
        while case .dial = machine.next(at: until) { machine.failed(at: until, jitter: jitter) }
        guard case .wait(let later) = machine.next(at: until) else { return .zero }
        until = later
        return until - now
    }

    @Test("the routes are dialled in order, at once one after the other, and then comes the wait")
    func routes() {
        var machine = DialMachine(routes: ["a", "b", "c"], at: at(0))
        for (number, route) in ["a", "b", "c"].enumerated() {
            #expect(machine.next(at: at(Double(number))) == .dial(route: route))
            #expect(machine.next(at: at(Double(number))) == .idle, "one at a time")
            machine.failed(at: at(Double(number)), jitter: 1)
        }
        #expect(machine.next(at: at(2)) == .wait(until: at(2.2)))
        #expect(machine.next(at: at(2.2)) == .dial(route: "a"))
        #expect(machine.counter == 4)
    }

    @Test("the wait doubles from round to round up to its cap")
    func growth() {
        var machine = DialMachine(routes: ["a"], at: at(0))
        var (now, waits): (MonotonicTime, [Duration]) = (at(0), [])
        for _ in 0..<10 {
            let step = wait(&machine, after: now, jitter: 1)
            waits.append(step)
            now = now + step
        }
        let expected = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]
        #expect(waits == expected.map { .milliseconds(Int64($0 * 1000)) })
    }

    @Test("half of the wait is sure and half is drawn", arguments: [0.0, 0.25, 0.5, 1.0])
    func jitter(_ jitter: Double) {
        var machine = DialMachine(routes: ["a"], at: at(0))
        #expect(wait(&machine, after: at(0), jitter: jitter) == .milliseconds(200) * (0.5 + jitter / 2))
    }

    @Test("the wait stays at its cap however long the line is down")
    func longRun() {
        var machine = DialMachine(routes: ["a"], at: at(0))
        var now = at(0)
        for _ in 0..<200 {
            let step = wait(&machine, after: now, jitter: 1)
            #expect(step <= .seconds(30))
            now = now + step
        }
    }

    @Test("within a minute of a session the wait is at most 2 seconds, after it at most 30")
    func recent() {
        var machine = DialMachine(routes: ["a"], at: at(0))
        _ = machine.next(at: at(0))
        machine.connected()
        #expect(machine.next(at: at(50)) == .idle)
        machine.disconnected(at: at(100), jitter: 1)
        guard case .wait(let first) = machine.next(at: at(100)) else { Issue.record("no wait"); return }
        #expect(first - at(100) <= .milliseconds(200), "soon")
        var now = first
        while now < at(159) {
            let step = wait(&machine, after: now, jitter: 1)
            #expect(step <= .seconds(2))
            now = now + step
        }
        for _ in 0..<3 { now = now + wait(&machine, after: now, jitter: 1) }
        #expect(wait(&machine, after: now, jitter: 1) > .seconds(2))
    }

    @Test("a session of the other's dialling ends the dialling, and its end begins it with the first route")
    func connectedByPeer() {
        var machine = DialMachine(routes: ["a", "b"], at: at(0))
        _ = machine.next(at: at(0))
        machine.failed(at: at(0), jitter: 0)
        #expect(machine.next(at: at(0)) == .dial(route: "b"))
        machine.connected()
        machine.failed(at: at(1), jitter: 0)
        #expect(machine.next(at: at(60)) == .idle, "the dial's own failure changes nothing")
        machine.disconnected(at: at(60), jitter: 0)
        #expect(machine.next(at: at(60)) == .dial(route: "a"))
    }

    @Test("without routes nothing is dialled, until there are some")
    func noRoutes() {
        var machine = DialMachine(routes: [], at: at(0))
        #expect(machine.next(at: at(100)) == .idle)
        machine.use(["a"], at: at(200))
        #expect(machine.next(at: at(200)) == .dial(route: "a"))
    }

    @Test("changed routes are dialled from the first, at once where nothing is being dialled")
    func changedRoutes() {
        var machine = DialMachine(routes: ["a"], at: at(0))
        _ = wait(&machine, after: at(0), jitter: 1)
        machine.use(["b", "c"], at: at(0.1))
        #expect(machine.next(at: at(0.1)) == .dial(route: "b"))
        machine.use(["d", "e"], at: at(0.2))
        #expect(machine.next(at: at(0.2)) == .idle)
        machine.failed(at: at(0.3), jitter: 1)
        #expect(machine.next(at: at(0.3)) == .dial(route: "d"))
    }

    @Test("an end that is told twice changes nothing")
    func twice() {
        var machine = DialMachine(routes: ["a", "b"], at: at(0))
        _ = machine.next(at: at(0))
        machine.failed(at: at(0), jitter: 0)
        machine.failed(at: at(0), jitter: 0)
        machine.disconnected(at: at(0), jitter: 0)
        #expect(machine.next(at: at(0)) == .dial(route: "b"))
    }
}
