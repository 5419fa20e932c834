import HotlineControl
import HotlineCrypto
import HotlineStore
import HotlineTestSupport
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

@Suite("Changing peers while others do", .timeLimit(.minutes(5)))
struct PeerChangeTests {
    let bench: LineBench

    init() throws {
        bench = try LineBench()
    }

    @Test("of many that add one peer at once exactly one makes the line, and the others find it")
    func addedAtOnce() async throws {
        let keyLine = "\(bench.alpha.line)"
        let made = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 {
                group.addTask { [bench] in
                    try await bench.control.addPeer(AddPeerRequest(keyLine: keyLine, routes: [])).isNew
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
        #expect(bench.registry.pins.all.count == 1)
        #expect(try bench.context.store.lines().count == 1)
    }

    @Test("a message of a peer that was removed cannot be answered to another key under its name")
    func answerToAnotherKey() async throws {
        let line = try await bench.pin()
        let session = try await bench.connection(of: line)
        var party = try MemoryParty(bench.alpha, peer: bench.beta)
        try await bench.greet(line, session, &party)
        party.submit(try Fixed.submission(1))
        try party.commit()
        let statement = try #require(try party.pull())
        try await bench.until(.messageReceived) { try await line.receive(statement, in: session) }

        try await bench.control.removePeer(named: "alpha.example")
        let other = try await bench.pin(try TestIdentity.gamma().line.key)
        let answer = AcknowledgeRequest(
            messageID: "\(try Fixed.messageID(2))", officer: "duty desk", decision: "accepted")
        let id = "\(try Fixed.messageID(1))"
        let failure = await #expect(throws: ControlError.self) {
            try await bench.control.acknowledge(id: id, answer)
        }
        #expect(failure?.code == .unknownPeer)
        #expect(failure?.message.contains("was removed") == true)
        #expect(failure?.messageID == answer.messageID)
        #expect(try bench.context.store.head(of: other.id).size == 1, "nothing was said to the other key")

        try await bench.control.removePeer(named: "alpha.example")
        _ = try await bench.pin()
        #expect(try await bench.control.acknowledge(id: id, answer).isNew)
    }
}

@Suite("One at a time", .timeLimit(.minutes(5)))
struct AsyncLockTests {
    private actor Log {
        private(set) var words: [String] = []

        func add(_ word: String) { words.append(word) }
    }

    @Test("nobody comes between the steps of another, though each step suspends")
    func alone() async {
        let (lock, log) = (AsyncLock(), Log())
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    await lock.withLock {
                        await log.add("in \(number)")
                        await Task.yield()
                        await log.add("out \(number)")
                    }
                }
            }
        }
        let words = await log.words
        #expect(words.count == 100)
        for index in stride(from: 0, to: words.count, by: 2) {
            #expect(words[index].dropFirst(3) == words[index + 1].dropFirst(4))
        }
    }

    @Test("work that fails lets the next one through")
    func failure() async {
        struct Failure: Error {}
        let lock = AsyncLock()
        await #expect(throws: Failure.self) { try await lock.withLock { throw Failure() } }
        #expect(await lock.withLock { 7 } == 7)
    }
}
