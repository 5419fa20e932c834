import Foundation
import HotlineControl
import HotlineProtocol
import Synchronization
import Testing

extension Integration {
    /// Kills of either daemon at any moment of a run, each followed by a restart.
    @Suite("SIGKILL and restart", .timeLimit(.minutes(5)))
    struct KillTests {
        private static let messages = 1000
        private static let kills = 20
        private static let senders = 4

        @Test("20 kills in 1,000 messages: each answered send is delivered once, in stream order, with a valid receipt")
        func kills() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let answered = Answered()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for sender in 0..<Self.senders {
                        group.addTask { try await Self.send(from: sender, over: pair, answered) }
                    }
                    group.addTask { try await Self.strike(pair, answered) }
                    try await group.waitForAll()
                }
                try await Self.check(pair, answered.all)
            }
        }

        /// One sender has one stream, sends one after another, and asks again with the same id until it is answered.
        private static func send(from sender: Int, over pair: Pair, _ answered: Answered) async throws {
            let precedence = Precedence.allCases[sender % 4].description
            for number in 0..<(messages / senders) {
                let request = try SubmitRequest.text(
                    "\(sender)/\(number)", channel: sender < 2 ? "csirt" : "nrrc", precedence: precedence)
                while true {
                    do {
                        _ = try await pair.alpha.client.submit(request)
                        break
                    } catch {
                        guard error.isTransient else { throw error }
                        await answered.restarts.wait()
                    }
                }
                answered.add(request.messageID, sender: sender)
            }
        }

        /// Strikes when a drawn number of messages has been answered since the last strike: in the middle of others.
        private static func strike(_ pair: Pair, _ answered: Answered) async throws {
            var generator = SystemRandomNumberGenerator()
            for kill in 1...kills {
                let share = messages / (kills + 1)
                await answered.reached(kill * share - Int.random(in: 0..<share / 2, using: &generator))
                let victim = Bool.random(using: &generator) ? pair.alpha : pair.beta
                await victim.kill()
                try await victim.start()
                answered.restarts.announce()
            }
            answered.restarts.finish()
        }

        private static func check(_ pair: Pair, _ sent: [(id: String, sender: Int)]) async throws {
            #expect(sent.count == messages)
            for (id, _) in sent {
                let shown = try await pair.alpha.client.wait(patiently: id, until: .receipt)
                try #require(shown.receipt?.verified == true, "\(id) has no receipt")
                try #require(try await Offline.verifies(id, sentBy: pair.alpha, to: pair.beta))
            }
            let (left, right) = try await (Logs.statements(of: pair.alpha), Logs.statements(of: pair.beta))
            let delivered = right.compactMap(\.message?.id)
            #expect(delivered.count == messages)
            for sender in 0..<senders {
                let order = Set(sent.filter { $0.sender == sender }.map(\.id))
                #expect(delivered.filter(order.contains) == sent.filter { $0.sender == sender }.map(\.id))
            }
            #expect(Set(left.map(\.leafHash)) == Set(right.map(\.leafHash)))
            #expect(try await Self.inbox(of: pair.beta).sorted() == sent.map(\.id).sorted())
        }

        private static func inbox(of node: TestNode) async throws -> [String] {
            var (ids, before, isFirst): ([String], String?, Bool) = ([], nil, true)
            while isFirst || before != nil {
                let page = try await node.client.messages(MessageQuery(box: .inbox, limit: 500, before: before))
                ids += page.messages.map(\.id)
                (before, isFirst) = (page.next, false)
            }
            return ids
        }
    }
}

/// What was answered so far, and who waits for how much of it.
private final class Answered: Sendable {
    private struct State {
        var all: [(id: String, sender: Int)] = []
        var waiting: [(count: Int, CheckedContinuation<Void, Never>)] = []
    }

    let restarts = Restarts()
    private let state = Mutex(State())

    var all: [(id: String, sender: Int)] { state.withLock { $0.all } }

    func add(_ id: String, sender: Int) {
        state.withLock { state in
            state.all.append((id, sender))
            for waiter in state.waiting where waiter.count <= state.all.count { waiter.1.resume() }
            state.waiting.removeAll { $0.count <= state.all.count }
        }
    }

    func reached(_ count: Int) async {
        await withCheckedContinuation { done in
            state.withLock { state in
                if state.all.count >= count { done.resume() } else { state.waiting.append((count, done)) }
            }
        }
    }
}

/// Lets senders wait for the next restart instead of asking again and again.
private final class Restarts: Sendable {
    private let state = Mutex((waiting: [CheckedContinuation<Void, Never>](), missed: 0, isFinished: false))

    /// Returns at the next restart, or at once when one was announced that nobody waited for.
    func wait() async {
        await withCheckedContinuation { done in
            state.withLock { state in
                if state.isFinished || state.missed > 0 {
                    state.missed = max(0, state.missed - 1)
                    done.resume()
                } else {
                    state.waiting.append(done)
                }
            }
        }
    }

    func announce() {
        state.withLock { state in
            state.missed = KillTestsSenders.count
            for waiter in state.waiting { waiter.resume() }
            state.waiting = []
        }
    }

    func finish() {
        announce()
        state.withLock { $0.isFinished = true }
    }
}

private enum KillTestsSenders {
    static let count = 4
}
