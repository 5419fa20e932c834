import CBOR
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Greeting")
struct GreetingTests {
    @Test("two HELLOs lead to a live session on both sides")
    func live() throws {
        var (alpha, beta) = try newParties()
        try alpha.connect()
        try beta.connect()
        let (first, second) = (try #require(try alpha.pull()), try #require(try beta.pull()))
        #expect(first.word == "hello")
        #expect(try alpha.pull() == nil)
        #expect(alpha.session?.isLive == false)
        guard case .hello(let greeting) = try beta.receive(first) else { throw TestIdentity.Malformed() }
        #expect(greeting.opening == alpha.opening)
        #expect(greeting.newestHead.head == alpha.head)
        try alpha.receive(second)
        #expect(alpha.session?.isLive == true)
        #expect(beta.session?.isLive == true)
        #expect(try alpha.pullAll().isEmpty)
    }

    @Test("a statement, chunk or receipt before the HELLO is a violation")
    func early() throws {
        for frame in try FrameSamples.all()
        where frame.statement ?? nil != nil || frame.chunk != nil || frame.receipt != nil {
            var (alpha, _) = try newParties()
            try alpha.connect()
            alpha.expectViolation(frame, "\(frame.word)")
        }
    }

    @Test("a statement between the HELLO and the answer of the store is a violation")
    func duringComparison() throws {
        var (alpha, beta) = try newParties()
        try alpha.connect()
        var session = SessionMachine(line: beta.line, hello: try beta.hello(), at: Sample.start)
        _ = try session.receive(try #require(try alpha.pull()), at: Sample.start)
        #expect(!session.isLive)
        let frame = Frame.chunk(ChunkFrame(transfer: 1, offset: 0, bytes: [1]))
        let failure = #expect(throws: SessionFailure.self) { try session.receive(frame, at: Sample.start) }
        #expect(failure?.code == .violation)
        try beta.reopen(epoch: beta.ledger.epoch)
    }

    @Test("a second HELLO is a violation")
    func second() throws {
        var (alpha, beta) = try liveParties()
        alpha.expectViolation(.hello(try beta.hello()))
    }

    @Test("a session that is not waiting for the store's answer cannot be resumed")
    func outOfTurn() throws {
        var (alpha, beta) = try newParties()
        try alpha.connect()
        try beta.connect()
        let hello = try #require(try beta.pull())
        var session = try #require(alpha.session)
        guard case .hello(let greeting) = try session.receive(hello, at: Sample.start) else { return }
        let history = try alpha.history(for: greeting)
        try session.resume(history, peerTails: [:])
        #expect(throws: SessionFailure.self) { try session.resume(history, peerTails: [:]) }
    }

    @Test("another agreement, clock, minor version or capability closes nothing")
    func differences() throws {
        var (alpha, beta) = try newParties()
        var hello = try beta.hello()
        hello.agreement = .zero
        hello.clock = UTCTime(milliseconds: 0)
        hello.minor = 99
        hello.capabilities = ["later"]
        try alpha.connect()
        try alpha.receive(.hello(hello))
        #expect(alpha.session?.isLive == true)
        beta.disconnect()
    }

    /// What alpha makes of beta's HELLO with something changed, after what they said before.
    private func refusal(
        after history: (inout MemoryParty, inout MemoryParty) throws -> Void = { _, _ in },
        _ change: (inout Hello, MemoryParty) throws -> Void
    ) throws -> SessionFailure? {
        var (alpha, beta) = try newParties()
        try history(&alpha, &beta)
        try alpha.connect()
        var hello = try beta.hello()
        try change(&hello, beta)
        return #expect(throws: SessionFailure.self) { try alpha.receive(.hello(hello)) }
    }

    @Test("a HELLO of another node, or with objects of another, is a violation")
    func parties() throws {
        let gamma = try TestIdentity.gamma()
        let stranger = try MemoryParty(gamma, peer: try TestIdentity.alpha())
        let changes: [(inout Hello, MemoryParty) throws -> Void] = [
            { hello, _ in hello.node = gamma.line.name },
            { hello, _ in hello.opening = stranger.opening.bytes },
            { hello, _ in hello.newestHead = try stranger.hello().newestHead },
            { hello, _ in hello.newestHead = hello.opening },
            { hello, _ in hello.heldHead = hello.newestHead },
            { hello, _ in hello.opening = [] },
        ]
        for change in changes { #expect(try refusal(change)?.code == .violation) }
    }

    @Test("a head of this node's log of another line is a violation, one of an unknown log of this line a rollback")
    func heldHeads() throws {
        let alpha = try TestIdentity.alpha()
        func head(_ peer: TestIdentity, id: UInt8) throws -> [UInt8] {
            let origin = try Sample.origin(alpha, peer, id: id)
            let head = Head(origin: origin, size: 1, root: .zero, issuedAt: 0)
            return try SignedHead(signing: head, key: alpha.key).bytes
        }
        let other = try refusal { hello, _ in hello.heldHead = try head(try TestIdentity.gamma(), id: 0xA1) }
        #expect(other?.code == .violation)
        let lost = try refusal { hello, _ in hello.heldHead = try head(try TestIdentity.beta(), id: 0xEE) }
        guard case .ownFork = lost else { Issue.record("\(String(describing: lost))"); return }
    }

    @Test("another log than the one shown before is a conflict that stops the line, though it is whole in itself")
    func otherOpening() throws {
        let beta = try TestIdentity.beta()
        let other = try Sample.opening(beta, try TestIdentity.alpha(), id: 0xEE)
        let failure = try refusal(after: { try connect(&$0, &$1) }) { hello, _ in
            hello.opening = other.bytes
            let head = Head(origin: other.origin, size: 1, root: other.leafHash, issuedAt: Sample.time.seconds)
            hello.newestHead = try SignedHead(signing: head, key: beta.key).bytes
        }
        guard case .conflict(let conflict) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(conflict.reason == .fork)
        #expect(failure?.stopsLine == true)
    }

    /// Alpha has sent three statements and holds beta's receipts.
    private func exchange(_ alpha: inout MemoryParty, _ beta: inout MemoryParty) throws {
        try connect(&alpha, &beta)
        try alpha.say(Sample.submission(1), Sample.submission(2), Sample.submission(3))
        try pump(&alpha, &beta)
    }

    @Test("a newest head below the one held is a rollback of the peer, another root at that size a fork")
    func newestHead() throws {
        let key = try TestIdentity.beta().key
        let below = try refusal(after: exchange) { hello, beta in
            let head = Head(
                origin: beta.opening.origin, size: 1, root: beta.opening.leafHash, issuedAt: Sample.time.seconds)
            hello.newestHead = try SignedHead(signing: head, key: key).bytes
        }
        guard case .conflict(let rollback) = below else { Issue.record("\(String(describing: below))"); return }
        #expect(rollback.reason == .rollback)
        let other = try refusal(after: exchange) { hello, beta in
            let head = Head(origin: beta.opening.origin, size: beta.head.size, root: .zero, issuedAt: 0)
            hello.newestHead = try SignedHead(signing: head, key: key).bytes
        }
        guard case .conflict(let fork) = other else { Issue.record("\(String(describing: other))"); return }
        #expect(fork.reason == .fork)
        #expect(fork.held?.head.size == fork.offered.head.size)
    }

    @Test("a peer that does not hold what it receipted was rolled back")
    func peerRolledBack() throws {
        let failure = try refusal(after: exchange) { hello, _ in hello.streams = [] }
        guard case .peerRolledBack = failure else { Issue.record("\(String(describing: failure))"); return }
        #expect(failure?.stopsLine == true)
    }

    /// What alpha makes of a peer that says, after three receipted statements, that it holds this one of them.
    private func refusal(holding index: Int, digest: Digest? = nil) throws -> SessionFailure? {
        var (alpha, beta) = try newParties()
        try exchange(&alpha, &beta)
        var hello = try beta.hello()
        let tail = alpha.own[index].durable.signed.tail
        let held = StreamTail(ordinal: tail.ordinal, digest: digest ?? tail.digest)
        hello.streams = [HeldStream(stream: try Sample.stream(), tail: held)]
        try alpha.connect()
        return #expect(throws: SessionFailure.self) { try alpha.receive(.hello(hello)) }
    }

    @Test("a peer that holds less than it receipted was rolled back")
    func peerHoldsLess() throws {
        let failure = try refusal(holding: 1)
        guard case .peerRolledBack = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(failure?.stopsLine == true)
    }

    @Test("a peer that holds other bytes at a place of this node's shows that this side was rolled back and went on")
    func otherDigest() throws {
        let failure = try refusal(holding: 2, digest: Digest.sha256([1]))
        guard case .ownFork = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(failure?.stopsLine == true)
    }

    @Test("a peer that holds a statement which this side does not know shows that this side was rolled back")
    func ownRollback() throws {
        let failure = try refusal { hello, _ in
            let ordinal = try Sample.need(Ordinal(epoch: Sample.epoch(0xA0), sequence: 4))
            hello.streams = [
                HeldStream(stream: try Sample.stream(), tail: StreamTail(ordinal: ordinal, digest: .zero))
            ]
        }
        guard case .rolledBack = failure else { Issue.record("\(String(describing: failure))"); return }
        #expect(failure?.code == .stopped)
    }

    @Test("a peer that holds a head of this node's log which is larger than the log, or has another root, too")
    func ownLogRollback() throws {
        let alpha = try TestIdentity.alpha()
        let origin = try Sample.origin(alpha, try TestIdentity.beta())
        for (size, root) in [(UInt64(2), Digest.zero), (1, Digest.zero), (1 << 61, Digest.zero)] {
            let failure = try refusal { hello, _ in
                let head = Head(origin: origin, size: size, root: root, issuedAt: 0)
                hello.heldHead = try SignedHead(signing: head, key: alpha.key).bytes
            }
            #expect(failure?.cause == (size == 1 ? .ownFork : .thisNodeRolledBack))
        }
    }

    @Test("what is committed between the store's answer and the live session is not forgotten")
    func wakeBeforeLive() throws {
        var (alpha, beta) = try newParties()
        try alpha.connect()
        try beta.connect()
        let hello = try #require(try beta.pull())
        var session = try #require(alpha.session)
        _ = session.next()
        guard case .hello(let greeting) = try session.receive(hello, at: Sample.start) else { return }
        let history = try alpha.history(for: greeting)
        let stream = try Sample.stream()
        session.wake(stream)
        try session.resume(history, peerTails: [:])
        #expect(session.next() == .load(stream, after: 0, limit: Limits.outboxReadAhead))
    }
}
