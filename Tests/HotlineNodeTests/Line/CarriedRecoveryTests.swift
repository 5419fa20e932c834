import HotlineControl
import HotlineCrypto
import HotlineStore
import HotlineTestSupport
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

/// A recovery takes as long as it takes: nothing else of the line may cut it short, or begin with another state.
@Suite("A recovery and the line's other sessions", .timeLimit(.minutes(5)))
struct CarriedRecoveryTests {
    /// Beta's line, rolled back, and the HELLO of alpha that names a statement of beta's which beta has lost.
    private static func rolledBack(_ bench: LineBench) async throws -> (line: LineService, hello: Hello) {
        let line = try await bench.pin()
        var hello = try MemoryParty(bench.alpha, peer: bench.beta).hello()
        let head = Head(origin: line.opening.origin, size: 9, root: .zero, issuedAt: 0)
        hello.heldHead = try SignedHead(signing: head, key: bench.beta.key).bytes
        let ordinal = try #require(Ordinal(epoch: Fixed.epoch(0xB7), sequence: 1))
        let tail = StreamTail(ordinal: ordinal, digest: Digest.sha256([7]))
        hello.streams = [HeldStream(stream: try Fixed.stream("csirt", .routine), tail: tail)]
        let number = try await bench.connection(of: line)
        let failure = await #expect(throws: SessionFailure.self) { try await line.receive(.hello(hello), in: number) }
        _ = await line.close(number, because: try #require(failure))
        try await line.recover()
        return (line, hello)
    }

    @Test("while this node takes back, no other session begins: its HELLO would make the peer end this one")
    func taking() async throws {
        let bench = try LineBench()
        let (line, hello) = try await Self.rolledBack(bench)
        await line.use(routes: ["192.0.2.1:7411"])
        let number = try await bench.connection(of: line)
        try await line.receive(.hello(hello), in: number)
        #expect(await line.taking?.session == number)
        var dial = await line.dial
        #expect(dial.next(at: bench.context.clock.now() + .seconds(3600)) == .idle, "nor does it dial")
        let end = await #expect(throws: SessionOver.self) { try await bench.connection(of: line) }
        #expect("\(try #require(end))" == "closed")
        _ = await line.close(number, because: SessionOver.closed)
        let next = try await bench.connection(of: line)
        try await line.receive(.hello(hello), in: next)
        #expect(await line.taking?.session == next)
    }

    /// Alpha's HELLO that asks for what it said.
    private static func question(_ bench: LineBench) throws -> Hello {
        var hello = try MemoryParty(bench.alpha, peer: bench.beta).hello()
        hello.recovery = []
        return hello
    }

    @Test("while this node gives back, it does not dial")
    func giving() async throws {
        let bench = try LineBench()
        let line = try await bench.pin()
        await line.use(routes: ["192.0.2.1:7411"])
        let number = try await bench.connection(of: line)
        try await line.receive(.hello(Self.question(bench)), in: number)
        var dial = await line.dial
        #expect(dial.next(at: bench.context.clock.now() + .seconds(3600)) == .idle)
        _ = await line.close(number, because: SessionOver.closed)
        dial = await line.dial
        #expect(dial.next(at: bench.context.clock.now() + .seconds(3600)) != .idle)
    }

    @Test("what the peer said in its life before is stored first: only a HELLO that names all of it leads on")
    func backlog() async throws {
        let thread = HeldThread()
        let bench = try LineBench(thread: thread)
        let line = try await bench.pin()
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        let first = try await bench.connection(of: line)
        try await bench.greet(line, first, &party)
        let second = try await bench.connection(of: line)
        party.submit(try Fixed.submission(1))
        try party.commit()
        let question = try Self.question(bench)
        try await bench.until(.messageReceived) {
            thread.hold()
            while let frame = try party.pull() { try await line.receive(frame, in: first) }
            #expect(bench.context.commits.hasPeerItems(of: line.id))
            let early = await #expect(throws: SessionOver.self) { try await line.receive(.hello(question), in: second) }
            #expect("\(try #require(early))" == "unavailable")
            thread.release()
        }
        let fresh = try await bench.connection(of: line)
        try await line.receive(.hello(question), in: fresh)
        #expect(await line.carrying == fresh)
    }

    @Test("nor does one that was written before the last of it was stored")
    func stale() async throws {
        let bench = try LineBench()
        let line = try await bench.pin()
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        let first = try await bench.connection(of: line)
        try await bench.greet(line, first, &party)
        let second = try await bench.connection(of: line)
        party.submit(try Fixed.submission(1))
        try party.commit()
        try await bench.until(.messageReceived) {
            while let frame = try party.pull() { try await line.receive(frame, in: first) }
        }
        await bench.context.commits.close()
        let question = try Self.question(bench)
        let end = await #expect(throws: SessionOver.self) { try await line.receive(.hello(question), in: second) }
        #expect("\(try #require(end))" == "overtaken")
        #expect(await line.carrying == nil)
    }

    @Test("a body that the disk does not give now is left out only after several recoveries, each begun anew")
    func unreadable() async throws {
        let bench = try LineBench()
        let line = try await bench.pin()
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        let first = try await bench.connection(of: line)
        try await bench.greet(line, first, &party)
        for number in 1...2 {
            party.submit(try Fixed.submission(UInt64(number), size: Limits.chunkBytes))
            try party.commit()
            try await bench.until(.messageReceived) {
                while let frame = try party.pull() { try await line.receive(frame, in: first) }
            }
        }
        await bench.context.commits.close()
        let number = try await bench.connection(of: line)
        try await line.receive(.hello(Self.question(bench)), in: number)
        let frames = try await line.pull(number)
        #expect(frames.count { if case .statement = $0 { true } else { false } } == 1, "the second is read later")
        try bench.context.store.close()
        for _ in 1..<Limits.readAttempts {
            let end = await #expect(throws: SessionOver.self) { try await line.pull(number) }
            #expect("\(try #require(end))" == "unavailable")
        }
        guard case .statement(let last)? = try await line.pull(number).first else {
            Issue.record("the rest would never be given back")
            return
        }
        #expect(last.opening == nil)
    }

    @Test("a statement whose session ends while its long body is stored is not taken: nobody would know of it")
    func endedMeanwhile() async throws {
        let thread = HeldThread()
        let bench = try LineBench(thread: thread)
        let line = try await bench.pin()
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        let first = try await bench.connection(of: line)
        try await bench.greet(line, first, &party)
        party.submit(try Fixed.submission(1, size: Limits.partBytes + 1))
        try party.commit()
        var frames: [Frame] = []
        while let frame = try party.pull() { frames.append(frame) }
        let last = try #require(frames.last)
        for frame in frames.dropLast() { try await line.receive(frame, in: first) }
        // The first part is on the disk, and the writer sleeps: it would take the last one with it.
        await bench.context.commits.close()
        thread.hold()
        async let taken: Void = line.receive(last, in: first)
        await thread.waiting(1)
        await line.leave(first, with: .leaving(.replaced))
        thread.release()
        do {
            try await taken
            Issue.record("the statement was taken")
        } catch {
            #expect(error is SessionOver)
        }
        _ = await line.close(first, because: SessionOver.leaving(.replaced))
        await bench.context.commits.close()
        #expect(await bench.context.commits.ledger(of: line.id)?.state.peerTails.isEmpty == true)
    }
}
