import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("One session a line")
struct ArbiterTests {
    let alpha: VerifyingKey
    let beta: VerifyingKey
    let smaller: VerifyingKey
    let larger: VerifyingKey

    init() throws {
        alpha = try TestIdentity.alpha().line.key
        beta = try TestIdentity.beta().line.key
        let isAlphaSmaller = alpha.rawBytes.lexicographicallyPrecedes(beta.rawBytes)
        (smaller, larger) = isAlphaSmaller ? (alpha, beta) : (beta, alpha)
    }

    private func session(
        _ number: UInt64, by dialler: VerifyingKey, dial: UInt64, epoch: UInt8 = 1
    ) throws -> SessionArbiter.Contender {
        SessionArbiter.Contender(
            number: number, dialler: dialler, epoch: try Sample.epoch(epoch), dialCounter: dial)
    }

    @Test("of one dialler's sessions the newer wins, in whatever order they come")
    func sameDialler() throws {
        var arbiter = SessionArbiter(alpha, beta)
        #expect(arbiter.admit(try session(1, by: larger, dial: 5), currentIsSilent: false) == .accept)
        #expect(arbiter.admit(try session(2, by: larger, dial: 4), currentIsSilent: true) == .reject)
        #expect(arbiter.admit(try session(3, by: larger, dial: 5), currentIsSilent: true) == .reject)
        #expect(arbiter.admit(try session(4, by: larger, dial: 6), currentIsSilent: false) == .replace(1))
        #expect(arbiter.admit(try session(5, by: larger, dial: 1, epoch: 2), currentIsSilent: false) == .replace(4))
        #expect(arbiter.current?.number == 5)
    }

    @Test("of two diallers' sessions the smaller key's wins, unless it has been silent")
    func differentDiallers() throws {
        var arbiter = SessionArbiter(alpha, beta)
        #expect(arbiter.admit(try session(1, by: larger, dial: 9), currentIsSilent: false) == .accept)
        #expect(arbiter.admit(try session(2, by: smaller, dial: 1), currentIsSilent: false) == .replace(1))
        #expect(arbiter.admit(try session(3, by: larger, dial: 10), currentIsSilent: false) == .reject)
        #expect(arbiter.admit(try session(4, by: larger, dial: 11), currentIsSilent: true) == .replace(2))
        #expect(arbiter.admit(try session(5, by: smaller, dial: 2), currentIsSilent: false) == .replace(4))
    }

    @Test(
        "half-open: the side that lost its session dials anew, and the side that still believes in it takes the new one"
    )
    func halfOpen() throws {
        for (first, second) in [(smaller, smaller), (smaller, larger), (larger, smaller), (larger, larger)] {
            var arbiter = SessionArbiter(alpha, beta)
            _ = arbiter.admit(try session(1, by: first, dial: 4), currentIsSilent: false)
            // Of the other dialler's sessions only the larger key's must wait until the old one has been silent.
            let mustWait = first == smaller && second == larger
            let early = arbiter.admit(try session(2, by: second, dial: 5), currentIsSilent: false)
            #expect(early == (mustWait ? .reject : .replace(1)))
            let again = arbiter.admit(try session(3, by: second, dial: 6), currentIsSilent: true)
            #expect(again == (mustWait ? .replace(1) : .replace(2)))
            arbiter.ended(1)
            #expect(arbiter.current?.number == 3, "the late end of the old one changes nothing")
        }
    }

    @Test("both sides call the same key the smaller, whoever names it first")
    func symmetric() throws {
        for (one, other) in [(alpha, beta), (beta, alpha)] {
            var arbiter = SessionArbiter(one, other)
            _ = arbiter.admit(try session(1, by: larger, dial: 1), currentIsSilent: false)
            #expect(arbiter.admit(try session(2, by: smaller, dial: 1), currentIsSilent: false) == .replace(1))
        }
    }

    @Test("the end of the line's session leaves room, the end of another one changes nothing")
    func ends() throws {
        var arbiter = SessionArbiter(alpha, beta)
        _ = arbiter.admit(try session(1, by: smaller, dial: 1), currentIsSilent: false)
        _ = arbiter.admit(try session(2, by: smaller, dial: 2), currentIsSilent: false)
        arbiter.ended(1)
        #expect(arbiter.current?.number == 2)
        arbiter.ended(2)
        #expect(arbiter.current == nil)
        #expect(arbiter.admit(try session(3, by: larger, dial: 1), currentIsSilent: false) == .accept)
    }

    @Test(
        "when both dial at once, every order of what reaches them ends with both on the same session",
        arguments: [(1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (0, 2)])
    func agreement(_ dials: (Int, Int)) throws {
        var contenders: [SessionArbiter.Contender] = []
        for (dialler, count) in [(smaller, dials.0), (larger, dials.1)] {
            for dial in 0..<count {
                contenders.append(
                    try session(UInt64(contenders.count), by: dialler, dial: UInt64(dial)))
            }
        }
        let best = UInt64(dials.0 > 0 ? dials.0 - 1 : dials.1 - 1)
        var walk = ArbiterWalk(contenders: contenders, arbiter: SessionArbiter(alpha, beta))
        walk.run()
        #expect(walk.outcomes == [[best, best]])
    }
}

/// Tries every order in which the events of some connections can reach both sides: on each connection its HELLO first,
/// then, where the other side has ended it, the end.
private struct ArbiterWalk {
    private enum Event: Hashable {
        case hello(side: Int, session: Int)
        case closed(side: Int, session: Int)
    }

    private struct State: Hashable {
        var arbiters: [SessionArbiter]
        var pending: Set<Event>
        /// Sessions whose HELLO a side has yet to see, and that the other side has ended already.
        var closing: Set<Event> = []
    }

    let contenders: [SessionArbiter.Contender]
    private(set) var outcomes: Set<[UInt64?]> = []
    private var seen: Set<State> = []
    private let start: State

    init(contenders: [SessionArbiter.Contender], arbiter: SessionArbiter) {
        self.contenders = contenders
        let events = contenders.indices.flatMap { index in (0...1).map { Event.hello(side: $0, session: index) } }
        start = State(arbiters: [arbiter, arbiter], pending: Set(events))
    }

    mutating func run() { visit(start) }

    private mutating func visit(_ state: State) {
        guard seen.insert(state).inserted else { return }
        if state.pending.isEmpty { outcomes.insert(state.arbiters.map { $0.current?.number }) }
        for event in state.pending { visit(after(event, in: state)) }
    }

    private func after(_ event: Event, in state: State) -> State {
        var state = state
        state.pending.remove(event)
        switch event {
        case .closed(let side, let session):
            state.arbiters[side].ended(contenders[session].number)
        case .hello(let side, let session):
            let verdict = state.arbiters[side].admit(contenders[session], currentIsSilent: false)
            if state.closing.remove(.closed(side: side, session: session)) != nil {
                state.pending.insert(.closed(side: side, session: session))
            }
            switch verdict {
            case .accept: break
            case .reject: end(session, by: side, in: &state)
            case .replace(let number): end(Int(number), by: side, in: &state)
            }
        }
        return state
    }

    private func end(_ session: Int, by side: Int, in state: inout State) {
        let event = Event.closed(side: 1 - side, session: session)
        if state.pending.contains(.hello(side: 1 - side, session: session)) {
            state.closing.insert(event)
        } else {
            state.pending.insert(event)
        }
    }
}
