import HotlineControl
import HotlineCrypto
import HotlineStore
import HotlineTestSupport
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

/// When a node follows its peer to a new log, and when it goes on in one itself, without being asked.
@Suite("Recovering by itself", .timeLimit(.minutes(5)))
struct SuccessionRuleTests {
    /// A HELLO of alpha in a log of this id, which follows another at its entry 0.
    private static func hello(
        _ bench: LineBench, id: UInt8, after former: LogOpening
    ) throws -> (hello: Hello, opening: LogOpening) {
        let opening = try Fixed.opening(bench.alpha, bench.beta, id: id, after: former)
        var hello = try MemoryParty(bench.alpha, peer: bench.beta).hello()
        hello.opening = opening.bytes
        let head = Head(origin: opening.origin, size: 1, root: opening.leafHash, issuedAt: 0)
        hello.newestHead = try SignedHead(signing: head, key: bench.alpha.key).bytes
        return (hello, opening)
    }

    /// Beta's line after alpha went on in a new log once.
    private static func followed(_ bench: LineBench) async throws -> (line: LineService, opening: LogOpening) {
        let line = try await bench.pin()
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        let first = try await bench.connection(of: line)
        try await bench.greet(line, first, &party)
        _ = await line.close(first, because: SessionOver.closed)
        let next = try hello(bench, id: 0xE1, after: party.opening)
        let second = try await bench.connection(of: line)
        try await line.receive(.hello(next.hello), in: second)
        _ = await line.close(second, because: SessionOver.closed)
        #expect(await line.peerOpening == next.opening)
        return (line, next.opening)
    }

    @Test("the new log of the peer that two HELLOs name at once is followed once: the second came too late")
    func twoHellos() async throws {
        let thread = HeldThread()
        let bench = try LineBench(thread: thread)
        let line = try await bench.pin()
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        let first = try await bench.connection(of: line)
        try await bench.greet(line, first, &party)
        _ = await line.close(first, because: SessionOver.closed)
        let next = try Self.hello(bench, id: 0xE1, after: party.opening)
        let numbers = [try await bench.connection(of: line), try await bench.connection(of: line)]
        thread.hold()
        let ends = await withTaskGroup(of: (any Error)?.self) { group in
            for number in numbers {
                group.addTask {
                    do { try await line.receive(.hello(next.hello), in: number) } catch { return error }
                    return nil
                }
            }
            // Both have asked for the ledger, and neither knows of the other's HELLO.
            await thread.waiting(numbers.count)
            thread.release()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(ends.count { $0 == nil } == 1)
        #expect(ends.compactMap { $0 as? SessionOver }.count == 1)
        #expect(try bench.context.store.formerPeerLogs(of: line.id).map(\.opening) == [party.opening])
        #expect(await line.peerOpening == next.opening)
        #expect(await line.stopped == nil)
        #expect(await line.arbiter.current != nil)
    }

    @Test("nothing is opened while the new log is being stored: what it would be compared with is about to change")
    func openedMeanwhile() async throws {
        let thread = HeldThread()
        let bench = try LineBench(thread: thread)
        let line = try await bench.pin()
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        let first = try await bench.connection(of: line)
        try await bench.greet(line, first, &party)
        _ = await line.close(first, because: SessionOver.closed)
        let next = try Self.hello(bench, id: 0xE1, after: party.opening)
        let second = try await bench.connection(of: line)
        thread.hold()
        async let followed: Void = line.receive(.hello(next.hello), in: second)
        await thread.waiting(1)
        async let opened = Self.isOpened(bench, line)
        await thread.waiting(1)
        thread.step()
        // The ledger is looked at for both; the new log waits for the writer.
        await thread.waiting(1)
        #expect(await !opened)
        thread.release()
        try await followed
        #expect(await line.peerOpening == next.opening)
        #expect(await Self.isOpened(bench, line))
    }

    @Test("a HELLO of the log before that was on its way meanwhile, or is judged meanwhile, stops nothing")
    func lateHello() async throws {
        let thread = HeldThread()
        let bench = try LineBench(thread: thread)
        let line = try await bench.pin()
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        let first = try await bench.connection(of: line)
        try await bench.greet(line, first, &party)
        _ = await line.close(first, because: SessionOver.closed)
        let older = try await bench.connection(of: line)
        let former = try party.hello()
        let before = bench.context.clock.now()
        let next = try Self.hello(bench, id: 0xE1, after: party.opening)
        let second = try await bench.connection(of: line)
        thread.hold()
        async let followed: Void = line.receive(.hello(next.hello), in: second)
        await thread.waiting(1)
        thread.step()
        await thread.waiting(1)
        #expect(await line.isFollowing)
        let head = try SignedHead(signing: party.head, key: bench.alpha.key)
        let meanwhile = SessionFailure.peerRolledBack("a statement", held: nil, offered: head)
        #expect(await line.close(older, because: meanwhile).isEmpty)
        #expect(await line.stopped == nil)
        thread.release()
        try await followed
        let late = try await line.open(remote: "test", since: before, dialCounter: nil).number
        let failure = await #expect(throws: SessionFailure.self) { try await line.receive(.hello(former), in: late) }
        #expect(await line.close(late, because: try #require(failure)).isEmpty)
        #expect(await line.stopped == nil)
    }

    private static func isOpened(_ bench: LineBench, _ line: LineService) async -> Bool {
        (try? await bench.connection(of: line)) != nil
    }

    @Test("what the store finds against a session that has ended meanwhile stops the line all the same")
    func lateFork() async throws {
        let bench = try LineBench()
        let line = try await bench.pin()
        let other = try Fixed.opening(bench.alpha, bench.beta, id: 0xEE)
        let head = try SignedHead(
            signing: Head(origin: other.origin, size: 3, root: .zero, issuedAt: 0), key: bench.alpha.key)
        let conflict = HistoryConflict(reason: .twoRoots, held: nil, offered: head)
        var commit = LineCommit()
        commit.broken = [(session: 99, failure: .conflict(conflict))]
        await line.committed(commit)
        #expect(await line.cause == .fork)
        #expect(try bench.context.store.lines().first?.stopped?.cause == .fork)
    }

    private static func refusal(
        of hello: Hello, _ line: LineService, _ bench: LineBench
    ) async throws -> HistoryConflict {
        let number = try await bench.connection(of: line)
        let failure = await #expect(throws: SessionFailure.self) { try await line.receive(.hello(hello), in: number) }
        guard let failure, case .conflict(let conflict) = failure else { throw TestIdentity.Malformed() }
        _ = await line.close(number, because: failure)
        return conflict
    }

    @Test("a second new log of the peer's soon after the first needs an operator, and is taken when one agrees")
    func tooSoon() async throws {
        let bench = try LineBench()
        let (line, opening) = try await Self.followed(bench)
        let again = try Self.hello(bench, id: 0xE2, after: opening)
        #expect(try await Self.refusal(of: again.hello, line, bench).reason == .tooSoon)
        #expect(await line.cause == .fork)
        #expect(await line.peerOpening == opening)
        #expect(try bench.context.store.lines().first?.stopped?.cause == .fork)
        try await line.recover()
        try await line.receive(.hello(again.hello), in: try await bench.connection(of: line))
        #expect(await line.peerOpening == again.opening)
        #expect(await line.stopped == nil)
    }

    @Test("so it is where the line waited for the peer's recovery: it stops anew, for what an operator can agree to")
    func tooSoonWaiting() async throws {
        let bench = try LineBench()
        let (line, opening) = try await Self.followed(bench)
        let number = try await bench.connection(of: line)
        let head = try SignedHead(
            signing: Head(origin: opening.origin, size: 1, root: opening.leafHash, issuedAt: 0), key: bench.alpha.key)
        _ = await line.close(
            number, because: SessionFailure.peerRolledBack("a statement", held: nil, offered: head))
        #expect(try bench.context.store.lines().first?.stopped?.cause == .peerRolledBack)
        let again = try Self.hello(bench, id: 0xE2, after: opening)
        #expect(try await Self.refusal(of: again.hello, line, bench).reason == .tooSoon)
        #expect(await line.cause == .fork)
        #expect(try bench.context.store.lines().first?.stopped?.cause == .fork)
        try await line.recover()
        #expect(try await line.standing == .waiting)
    }

    @Test("a peer that was rolled back is shown it by each HELLO, until it is back with all that it acknowledged")
    func restored() async throws {
        let bench = try LineBench()
        let line = try await bench.pin()
        let older = try MemoryParty(bench.alpha, peer: bench.beta)
        var party = older
        let first = try await bench.opened(line)
        try await bench.greet(line, first.number, &party)
        try await bench.receipted(1, over: line, first, &party)
        _ = await line.close(first.number, because: SessionOver.closed)
        #expect(try await Self.farewell(of: line, to: older, bench) == [.stopped])
        #expect(try bench.context.store.lines().first?.stopped?.cause == .peerRolledBack)
        for _ in 0..<2 { #expect(try await Self.farewell(of: line, to: older, bench) == [nil, .stopped]) }
        let back = try await bench.connection(of: line)
        try await bench.greet(line, back, &party)
        #expect(await line.stopped == nil)
        #expect(try bench.context.store.lines().first?.stopped == nil)
        #expect(try await line.status().state == .connected)
    }

    @Test("a node that waits for its peer's recovery, and is then shown that it was itself rolled back, recovers")
    func bothOlder() async throws {
        let bench = try LineBench()
        let line = try await bench.pin()
        let older = try MemoryParty(bench.alpha, peer: bench.beta)
        var party = older
        let first = try await bench.opened(line)
        try await bench.greet(line, first.number, &party)
        try await bench.receipted(1, over: line, first, &party)
        _ = await line.close(first.number, because: SessionOver.closed)
        #expect(try await Self.farewell(of: line, to: older, bench) == [.stopped])
        var newer = try party.hello()
        let head = Head(origin: line.opening.origin, size: 9, root: .zero, issuedAt: 0)
        newer.heldHead = try SignedHead(signing: head, key: bench.beta.key).bytes
        #expect(try await Self.farewell(of: line, to: newer, bench) == [nil, .stopped])
        #expect(await line.cause == .thisNodeRolledBack)
        #expect(try bench.context.store.lines().first?.stopped?.cause == .thisNodeRolledBack)
        try await line.recover()
        #expect(try await line.standing == .recovering)
    }

    /// The codes of the last frames that the line has for a HELLO that it refuses; nil stands for its own HELLO.
    private static func farewell(
        of line: LineService, to party: MemoryParty, _ bench: LineBench
    ) async throws -> [ErrorCode?] {
        try await farewell(of: line, to: party.hello(), bench)
    }

    private static func farewell(
        of line: LineService, to hello: Hello, _ bench: LineBench
    ) async throws -> [ErrorCode?] {
        let number = try await bench.connection(of: line)
        let failure = await #expect(throws: SessionFailure.self) { try await line.receive(.hello(hello), in: number) }
        return await line.close(number, because: try #require(failure)).map { frame in
            if case .error(let code) = frame { code } else { nil }
        }
    }

    @Test("a log that the peer has left is a fork under its name, also where an operator agrees to a new log")
    func formerName() async throws {
        let bench = try LineBench()
        let (line, opening) = try await Self.followed(bench)
        let former = try MemoryParty(bench.alpha, peer: bench.beta).opening
        #expect(try bench.context.store.formerPeerLogs(of: line.id).map(\.opening) == [former])
        let back = try Self.hello(bench, id: former.origin.id[0], after: opening)
        #expect(back.opening.origin == former.origin && back.opening != former)
        for _ in 0..<2 {
            #expect(try await Self.refusal(of: back.hello, line, bench).reason == .fork)
            #expect(await line.peerOpening == opening)
            try await line.recover()
        }
    }

    /// Beta's line after a HELLO that holds this head of beta's log.
    private static func stopped(
        _ line: LineService, _ bench: LineBench, size: UInt64
    ) async throws {
        var hello = try MemoryParty(bench.alpha, peer: bench.beta).hello()
        let head = Head(origin: line.opening.origin, size: size, root: .zero, issuedAt: 0)
        hello.heldHead = try SignedHead(signing: head, key: bench.beta.key).bytes
        let number = try await line.open(remote: "test", since: bench.context.clock.now(), dialCounter: nil).number
        let failure = await #expect(throws: SessionFailure.self) { try await line.receive(.hello(hello), in: number) }
        _ = await line.close(number, because: try #require(failure))
        #expect(await line.stopped != nil)
    }

    @Test("a database that is merely older recovers by itself where so configured; one with another root never does")
    func automatic() async throws {
        for (size, isAutomatic) in [(UInt64(9), true), (1, false)] {
            let bench = try LineBench(recoversAutomatically: true)
            let line = try await bench.pin()
            try await Self.stopped(line, bench, size: size)
            #expect(await line.isRecovering == isAutomatic)
            let record = try #require(try bench.context.store.lines().first)
            #expect(record.stopped?.cause == (isAutomatic ? .thisNodeRolledBack : .ownFork))
            // After a restart as before it.
            #expect(await LineService(record: record, context: bench.context).isRecovering == isAutomatic)
            try await line.recover()
            #expect(try await line.standing == .recovering)
        }
    }

    @Test("a log that a recovery of this process made does not recover by itself again")
    func once() async throws {
        let bench = try LineBench(recoversAutomatically: true)
        _ = try await bench.pin()
        let record = try #require(try bench.context.store.lines().first)
        let before = LogHead(origin: "a", size: 1, root: "b")
        let line = LineService(
            record: record, context: bench.context,
            recovered: RecoverySummary(predecessor: before, restored: 0, issuedAgain: 0))
        try await Self.stopped(line, bench, size: 9)
        #expect(await !line.isRecovering)
    }
}
