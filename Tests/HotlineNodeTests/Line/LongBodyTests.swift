import Foundation
import HotlineControl
import HotlineStore
import HotlineTestSupport
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

/// Bodies that go to the store in parts: whatever ends their way, nothing is left of it.
@Suite("A long body", .timeLimit(.minutes(5)))
struct LongBodyTests {
    private static let size = 6 * Limits.partBytes + 5

    @Test("it arrives whole, and sent once more over another session it leaves nothing behind")
    func repeated() async throws {
        var world = try await World(saying: Self.submission())
        let frames = try world.frames()
        try await world.deliver(frames)
        #expect(try world.stored().outcome == .delivered)
        #expect(try world.store.body(of: world.stored().rowID)?.content == Self.submission().body.content)
        try await world.beginAgain()
        try await world.deliver(frames)
        await world.settle()
        #expect(try world.leftovers().isEmpty && world.store.lastSpool() == SpoolID(rawValue: 1))
        #expect(try world.store.newestRow() == 1)
    }

    @Test("a session that ends before its last piece leaves no part behind", arguments: [1, 40])
    func ended(missing: Int) async throws {
        var world = try await World(saying: Self.submission())
        try await world.deliver(try world.frames().dropLast(missing))
        await world.end()
        #expect(try world.leftovers().isEmpty && world.store.newestRow() == 0)
        #expect(try world.store.lastSpool() == SpoolID(rawValue: 1), "parts had been stored")
    }

    @Test("the end of its session meets a body whose last part is on its way to the disk: all of it, or nothing")
    func endedAtTheEnd() async throws {
        for _ in 0..<5 {
            var world = try await World(saying: Self.submission())
            let frames = try world.frames()
            try await world.deliver(frames.dropLast())
            let (copy, last) = (world, try #require(frames.last))
            async let taken: Void = copy.deliver([last])
            await world.end()
            _ = try? await taken
            await world.settle()
            #expect(try world.leftovers().isEmpty)
        }
    }

    @Test("of a kind that nobody knows it is refused, and its parts are let go")
    func refused() async throws {
        var submission = try Self.submission()
        submission.kind = try #require(KindName("unheard-of"))
        var world = try await World(saying: submission)
        try await world.deliver(try world.frames())
        await world.settle()
        #expect(try world.stored().outcome == .refused(.unknownKind))
        #expect(try world.store.body(of: world.stored().rowID) == nil && world.leftovers().isEmpty)
    }

    @Test("as text it is read to its end: one byte that is no UTF-8 there is a malformed body")
    func text() async throws {
        for (end, outcome) in [(Array("ü".utf8), StoredOutcome.delivered), ([0x2E, 0xC3], .refused(.malformedBody))] {
            var submission = try Self.submission()
            submission.body = try Fixed.body(submission.body.content.dropLast(2) + end)
            var world = try await World(saying: submission)
            try await world.deliver(try world.frames())
            await world.settle()
            #expect(try world.stored().outcome == outcome)
            #expect(try world.leftovers().isEmpty)
        }
    }

    @Test(
        "submitted several times at once under one id it is stored once; another content is a conflict; no part is left"
    )
    func submitted() async throws {
        let bench = try LineBench()
        _ = try await bench.pin()
        let control = bench.control
        let (request, other) = (try Self.request(), try Self.request(last: "?"))
        let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<3 { group.addTask { try await control.submit(request).isNew } }
            return try await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(answers.sorted { $0 && !$1 } == [true, false, false])
        #expect(try await control.submit(request).isNew == false)
        let failure = await #expect(throws: ControlError.self) { try await control.submit(other) }
        #expect(failure?.code == .messageIDConflict)
        await bench.context.commits.close()
        #expect(try World.leftovers(bench.context.store, kept: 1).isEmpty)
        #expect(try bench.context.store.newestRow() == 1)
    }

    @Test("submitted to a node that is stopping it leaves nothing behind")
    func stopping() async throws {
        let bench = try LineBench()
        _ = try await bench.pin()
        await bench.context.commits.close()
        let request = try Self.request()
        let failure = await #expect(throws: ControlError.self) { try await bench.control.submit(request) }
        #expect(failure?.code == .shuttingDown)
        await bench.context.commits.close()
        #expect(try World.leftovers(bench.context.store).isEmpty)
    }

    private static func submission() throws -> Submission { try Fixed.submission(1, size: size) }

    private static func request(last: String = "!") throws -> SubmitRequest {
        SubmitRequest(
            messageID: "\(try Fixed.messageID(1))", peer: "alpha.example", channel: "csirt", precedence: "routine",
            kind: "message", tlp: "amber", text: String(repeating: "x", count: size - 1) + last)
    }
}

/// Beta's node, and alpha in memory, which says one thing.
private struct World {
    private let bench: LineBench
    private let line: LineService
    private var session: UInt64
    private var alpha: MemoryParty

    init(saying submission: Submission) async throws {
        bench = try LineBench()
        alpha = try MemoryParty(bench.alpha, peer: bench.beta)
        line = try await bench.pin()
        session = try await bench.connection(of: line)
        try await bench.greet(line, session, &alpha)
        alpha.submit(submission)
        try alpha.commit()
    }

    var store: SQLiteStore { bench.context.store }

    /// All that alpha sends, before it has heard anything.
    mutating func frames() throws -> [Frame] {
        var frames: [Frame] = []
        while let frame = try alpha.pull() { frames.append(frame) }
        return frames
    }

    /// Returns when all that came is in the store.
    func deliver(_ frames: some Sequence<Frame>) async throws {
        for frame in frames { try await line.receive(frame, in: session) }
        await settle()
    }

    /// Another session, in which alpha has heard nothing of the first.
    mutating func beginAgain() async throws {
        _ = await line.close(session, because: SessionOver.closed)
        session = try await bench.connection(of: line)
        try await bench.greet(line, session, &alpha)
    }

    func end() async {
        _ = await line.close(session, because: SessionOver.closed)
        await settle()
    }

    func settle() async { await bench.context.commits.close() }

    func stored() throws -> StoredMessage { try Fixed.need(store.message(Fixed.messageID(1), isOwn: false)) }

    func leftovers() throws -> [SpoolID] {
        try Self.leftovers(store, kept: (try? stored())?.outcome == .delivered ? 1 : 0)
    }

    /// Spools that belong to no statement, where so many statements have one.
    static func leftovers(_ store: SQLiteStore, kept: Int = 0) throws -> [SpoolID] {
        let all = try (0..<store.lastSpool().rawValue).map { SpoolID(rawValue: $0 + 1) }
        let open = try all.filter { try store.holds($0) }
        let full = try all.filter { try !store.content(of: $0).isEmpty }
        return full.count == kept ? open : full
    }
}
