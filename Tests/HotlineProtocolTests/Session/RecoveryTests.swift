import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("A side that was rolled back asks for what it said")
struct RecoveryTests {
    @Test("copies at 20 points of a run: exactly what was lost comes back, each stream in its order", arguments: 0...20)
    func everyPoint(kept: UInt64) throws {
        var pair = try RecoveryPair(count: 20, kept: kept, seed: kept)
        try pair.greet()
        let returned = try pair.takeAll()
        #expect(pair.asking.isRecovered)
        for stream in Set(pair.lost.map(\.statement.stream)) {
            let expected = pair.lost.filter { $0.statement.stream == stream }
            #expect(returned.map(\.verified.signed).filter { $0.statement.stream == stream } == expected)
        }
        #expect(returned.count == pair.lost.count && returned.allSatisfy { $0.body != nil })
    }

    @Test("nothing is complete before the last statement is there and kept")
    func incomplete() throws {
        var pair = try RecoveryPair(size: 20_000)
        try pair.greet()
        let frames = try pair.given()
        #expect(!pair.asking.isRecovered)
        for frame in frames.dropLast() {
            if case .returned(let one) = try pair.asking.receive(frame, at: Sample.start) {
                pair.asking.kept(one.verified)
            }
        }
        #expect(!pair.asking.isRecovered)
        guard case .returned(let last) = try pair.asking.receive(try #require(frames.last), at: Sample.start) else {
            Issue.record("the last frame ends the last body")
            return
        }
        #expect(!pair.asking.isRecovered)
        pair.asking.kept(last.verified)
        #expect(pair.asking.isRecovered)
    }

    @Test("nothing is complete before the peer has judged the question: its HELLO may be older than what it holds")
    func unanswered() throws {
        var pair = try RecoveryPair(count: 3, kept: 3)
        try pair.greet(isAnswered: false)
        #expect(!pair.asking.isRecovered)
        guard case .frame(.ping(let nonce)) = pair.asking.next() else {
            Issue.record("the peer is not asked for a sign")
            return
        }
        _ = try pair.asking.receive(.pong(nonce), at: Sample.start)
        #expect(pair.asking.isRecovered)
    }

    @Test("a statement with one bit changed, one of the peer's own, one left out and one repeated are violations")
    func lies() throws {
        var pair = try RecoveryPair()
        try pair.greet()
        let frames = try pair.given().compactMap(\.statement)
        let whole = try #require(frames.first)
        let changed = StatementFrame(
            statement: whole.statement.flipping(bit: whole.statement.count * 8 - 1), opening: whole.opening)
        let theirs = try SignedStatement(decoding: whole.statement)
        let body = try Sample.body(Array("theirs".utf8))
        let peers = try forgedStatement(
            by: pair.beta, stream: theirs.statement.stream, sequence: 1, previous: .zero, body: body)
        let other = StatementFrame(statement: peers.bytes, opening: whole.opening)
        for lie in [changed, other] { try expectViolation(pair.asking, .statement(lie)) }
        let second = frames.first {
            (try? SignedStatement(decoding: $0.statement))?.statement.stream == theirs.statement.stream
                && $0.statement != whole.statement
        }
        if let second { try expectViolation(pair.asking, .statement(second)) }
        _ = try pair.asking.receive(.statement(whole), at: Sample.start)
        try expectViolation(pair.asking, .statement(whole))
    }

    @Test("a statement that the HELLO does not name, and more than the credit given, are violations")
    func beyond() throws {
        var pair = try RecoveryPair(count: 3, kept: 3)
        try pair.greet()
        #expect(pair.asking.isRecovered)
        let mine = try #require(pair.old.own.last?.durable.signed)
        try expectViolation(pair.asking, .statement(StatementFrame(statement: mine.bytes, opening: nil)))
    }

    @Test("two sides that both ask give each other nothing")
    func both() throws {
        let pair = try RecoveryPair()
        var other = SessionMachine(
            line: pair.beta.line, hello: try RecoveryPair.question(pair.beta), standing: .recovering, at: Sample.start)
        let question = Frame.hello(try RecoveryPair.question(pair.old))
        let failure = #expect(throws: SessionFailure.self) { try other.receive(question, at: Sample.start) }
        #expect(failure?.stopsLine == true)
    }

    @Test("a peer that has lost what it acknowledged cannot give it back")
    func peerLost() throws {
        let pair = try RecoveryPair(count: 6, kept: 6)
        let empty = try newParties().1
        var asking = pair.asking
        let answer = Frame.hello(try empty.hello())
        let failure = #expect(throws: SessionFailure.self) {
            guard case .hello(let greeting) = try asking.receive(answer, at: Sample.start) else { return }
            try asking.takeBack(try pair.old.history(for: greeting), at: Sample.start)
        }
        #expect(failure?.cause == .peerRolledBack)
    }

    @Test("a head of another line that the same key signed is a violation, for either side")
    func otherLine() throws {
        let pair = try RecoveryPair()
        let origin = try Sample.origin(pair.old.identity, try TestIdentity.gamma(), id: 0xC1)
        let head = Head(origin: origin, size: 9, root: .zero, issuedAt: 0)
        var answer = try pair.beta.hello()
        answer.heldHead = try SignedHead(signing: head, key: pair.old.identity.key).bytes
        let asked = #expect(throws: SessionFailure.self) {
            try PeerGreeting(checking: answer, line: pair.old.line, isRecovering: true)
        }
        #expect(asked?.code == .violation)
        let theirs = try Sample.origin(pair.beta.identity, try TestIdentity.gamma(), id: 0xC1)
        var question = try RecoveryPair.question(pair.old)
        question.heldHead =
            try SignedHead(
                signing: Head(origin: theirs, size: 9, root: .zero, issuedAt: 0), key: pair.beta.identity.key
            ).bytes
        let gave = #expect(throws: SessionFailure.self) {
            try RecoveryRequest(checking: question, line: pair.beta.line)
        }
        #expect(gave?.code == .violation)
    }

    @Test("a side that waits says nothing before a HELLO that asks, or that shows the log that follows")
    func waiting() throws {
        var pair = try RecoveryPair()
        var waiting = SessionMachine(
            line: pair.beta.line, hello: try pair.beta.hello(), standing: .waiting, at: Sample.start)
        #expect(waiting.next() == .idle)
        guard case .frame(let question) = pair.asking.next(),
            case .asked(let request) = try waiting.receive(question, at: Sample.start)
        else {
            Issue.record("not asked")
            return
        }
        #expect(waiting.next() == .idle)
        try waiting.giveBack(try pair.history(request), streams: [:])
        guard case .frame(.hello) = waiting.next() else {
            Issue.record("no HELLO")
            return
        }
    }

    private func expectViolation(_ machine: SessionMachine, _ frame: Frame) throws {
        var machine = machine
        let failure = #expect(throws: SessionFailure.self) { try machine.receive(frame, at: Sample.start) }
        #expect(failure?.code == .violation)
    }
}

@Suite("A log that follows another")
struct LogSuccessionTests {
    /// Beta, which holds a head of alpha's log, and alpha's log that follows it.
    private func succession(size: UInt64 = 0, root: Digest? = nil, of id: UInt8 = 0xA1) throws -> (MemoryParty, Hello) {
        var (alpha, beta) = try liveParties()
        try beta.say(Sample.submission(1))
        try pump(&alpha, &beta)
        let held = try #require(beta.ledger.state.held?.head)
        let predecessor = Predecessor(
            origin: try Sample.origin(alpha.identity, beta.identity, id: id), size: held.size + size,
            root: root ?? held.root)
        let opening = try LogOpening(
            origin: Sample.origin(alpha.identity, beta.identity, id: 0xEE), owner: alpha.identity.key,
            peer: beta.identity.line.key, predecessor: predecessor, at: Sample.time)
        let state = LedgerState(peerTails: alpha.ledger.state.peerTails, held: alpha.ledger.state.held)
        var ledger = LineLedger(succeeding: opening, epoch: try Sample.epoch(0xA9), state: state)
        let batch = ledger.seal(at: Sample.time)
        let hello = try ledger.hello(newest: batch.head, key: alpha.identity.key, dialCounter: 1, at: Sample.time)
        return (beta, hello)
    }

    @Test("is taken where its entry 0 names the very head that is held")
    func taken() throws {
        let (beta, hello) = try succession()
        let greeting = try PeerGreeting(checking: hello, line: beta.line)
        #expect(greeting.isSuccession && greeting.witness.held == nil)
    }

    @Test("is a fork where it names another size, root or log")
    func forks() throws {
        for (beta, hello) in [
            try succession(size: 1), try succession(root: .zero), try succession(of: 0xA2),
        ] {
            let failure = #expect(throws: SessionFailure.self) { try PeerGreeting(checking: hello, line: beta.line) }
            #expect(failure?.cause == .fork)
        }
    }

    @Test("is left again only by a rollback: the log before it stops the line as one")
    func back() throws {
        let (beta, hello) = try succession()
        let new = try LogOpening(
            verifying: hello.opening, owner: beta.peer, peer: beta.identity.line)
        var alpha = try newParties().0
        alpha.dials = 1
        let line = LineIdentity(
            local: beta.identity.line, peer: beta.peer, opening: beta.opening, peerOpening: new, held: nil)
        let former = try alpha.hello()
        let failure = #expect(throws: SessionFailure.self) { try PeerGreeting(checking: former, line: line) }
        #expect(failure?.cause == .peerRolledBack)
    }

    @Test("a HELLO that knows of a later log than this side's shows that this side was rolled back behind it")
    func knownOpening() throws {
        let (beta, hello) = try succession()
        var (alpha, answer) = (try newParties().0, try beta.hello())
        answer.heldHead = nil
        answer.knownOpening = hello.opening
        try alpha.connect()
        let failure = #expect(throws: SessionFailure.self) { try alpha.receive(.hello(answer)) }
        #expect(failure?.cause == .ownFork && failure?.stopsLine == true)
    }

    @Test("a statement whose body was erased goes alone to a peer that was rolled back, and to no other")
    func withoutBody() throws {
        for hasRecovered in [true, false] {
            var outbox = Outbox(credit: Credit(messages: 4, bytes: 4096), streams: [try Sample.stream()], held: [:])
            var (alpha, _) = try liveParties()
            try alpha.say(Sample.submission(1), Sample.submission(2))
            outbox.loaded(alpha.own.map(\.outgoing), of: try Sample.stream(), limit: 16)
            guard case .loadPart(let first, 0) = outbox.next() else {
                Issue.record("nothing to send")
                return
            }
            let frame = try #require(outbox.withoutBody(first)?.statement)
            #expect(frame.opening == nil && outbox.withoutBody(first) == nil)
            let beta = try newParties().1
            var inbox = Inbox(
                local: beta.identity.line.name, peer: beta.peer, tails: [:], credit: Credit(messages: 4, bytes: 4096),
                takesWithoutBody: hasRecovered)
            if hasRecovered {
                guard case .arrived(let arrival) = try inbox.receive(frame) else {
                    Issue.record("not taken")
                    return
                }
                #expect(arrival.body == .absent && arrival.verified.signed == first.signed)
                // The stream goes on with the next one.
                guard case .loadPart(let second, 0) = outbox.next() else {
                    Issue.record("nothing more to send")
                    return
                }
                #expect(second == alpha.own[1].outgoing)
            } else {
                let failure = #expect(throws: SessionFailure.self) { try inbox.receive(frame) }
                #expect(failure?.code == .violation)
            }
        }
    }
}
