import HotlineCrypto
import HotlineTestSupport
import Synchronization
import Testing

@testable import HotlineNode
@testable import HotlineProtocol
@testable import HotlineStore

/// One fsync and one signature cover a whole batch.
@Suite("Group commit over a real store")
struct GroupCommitTests {
    @Test("what two lines queue while a commit runs goes into one fsync, with one head a line")
    func acrossLines() async throws {
        let listeners = [QueueingListener(), QueueingListener()]
        var free = listeners[...]
        let bench = try await ManyLinesBench(lines: 2) { _, _ in free.removeFirst() }
        let answered = Counter()
        let queued = try (0..<32).flatMap { _ in try bench.lines.map { ($0.id, try ManyLinesBench.submission()) } }
        let commits = bench.commits
        listeners[0].onFirst {
            let tasks = queued.map { line, submission in
                Task {
                    _ = try await commits.submit(submission, on: line)
                    answered.add()
                }
            }
            // They wait for the store, and the commit of the first message is not over: this call is part of it.
            while commits.waitingCount < tasks.count { await Task.yield() }
        }
        let before = try bench.committed()
        _ = try await bench.commits.submit(ManyLinesBench.submission(), on: bench.lines[0].id)
        await answered.reach(queued.count)
        await bench.commits.close()
        #expect(try bench.committed() - before == 2)
        let batches = listeners.map { $0.commits.compactMap { $0.durable?.batch } }
        #expect(batches.map { $0.map(\.entries.count) } == [[1, 32], [32]])
        #expect(batches[0][1].head.size == 34 && batches[1][0].head.size == 33)
    }

    @Test("of 64 statements of a batch, two receipts go with the same head and the same signature")
    func oneSignature() async throws {
        let bench = try await CommitBench()
        var (items, tail): ([CommitItem], StreamTail?) = ([], nil)
        for number in 1...64 {
            let (arrival, next) = try bench.says(Fixed.submission(UInt64(number)), epoch: 0xA0, after: tail)
            items.append(bench.item(arrival))
            tail = next
        }
        await bench.commits.enqueue(all: items)
        let commit = try #require(await bench.listener.next().commit)
        #expect(commit.arrived.count == 64)
        let statements = commit.arrived.map(\.statement)
        let hashes = bench.store.hashes(of: bench.line.id)
        let receipts = try [statements.prefix(32), statements.suffix(32)].map {
            try Receipt.issue(for: Array($0), key: bench.beta.key, hashes: hashes)
        }
        var proved: [VerifiedReceipt] = []
        for (receipt, part) in zip(receipts, [statements.prefix(32), statements.suffix(32)]) {
            proved += try receipt.verify(
                leaves: part.map(\.signed.leafHash), owner: bench.beta.line, peer: bench.alpha.line.name)
        }
        // A signed head is header, root and signature: the same bytes are one signature over one time.
        #expect(Set(proved.map(\.head.bytes)).count == 1 && proved.first?.head.head.size == 65)
        #expect(Set(proved.map(\.leafIndex)) == Set(1...64))
        // The same at a later time: the time of the commit stands in the head, not that of the signature.
        let again = try Receipt.issue(for: Array(statements.prefix(32)), key: bench.beta.key, hashes: hashes)
        #expect(again == receipts[0])
        #expect(try bench.store.head(of: bench.line.id).issuedAt == commit.durable?.batch.head.issuedAt)
    }

    @Test(
        "of 20 busy lines the slowest gets at least 70 % of the mean, also beside one that floods",
        arguments: [40, 400])
    func twentyLines(_ flood: Int) async throws {
        let tally = Tally(batches: 16)
        let bench = try await ManyLinesBench(lines: 20) { line, _ in TallyListener(line: line, tally: tally) }
        await withTaskGroup(of: Void.self) { group in
            for line in bench.lines {
                for _ in 0..<(line.id == bench.lines[0].id ? flood : 40) {
                    group.addTask {
                        while !tally.isOver, let submission = try? ManyLinesBench.submission() {
                            guard case .stored = try? await bench.commits.submit(submission, on: line.id) else {
                                return
                            }
                        }
                    }
                }
            }
        }
        let counts = bench.lines.map { tally.count(of: $0.id) }
        let mean = Double(counts.reduce(0, +)) / Double(counts.count)
        #expect(counts.reduce(0, +) >= 16 * 128, "\(counts)")
        #expect(Double(counts.min() ?? 0) >= 0.7 * mean, "\(counts)")
    }

    @Test("a damaged row gives back the one item that asks for it, and the rest of the batch is stored")
    func damagedRow() async throws {
        let bench = try await CommitBench()
        let (first, tail) = try bench.says(Fixed.submission(1), epoch: 0xA0)
        _ = try await bench.take(first)
        let mine = try Fixed.submission(50)
        _ = try await bench.commits.submit(mine, on: bench.line.id)
        _ = await bench.listener.next()
        // Both known messages, of the peer and of this node, cannot be read any more.
        try bench.store.write { database in
            try database.run("UPDATE leaf SET bytes = x'00' WHERE leaf_index IN (1, 2)")
        }
        let (again, _) = try bench.says(Fixed.submission(1), epoch: 0xA1, after: tail)
        let (second, _) = try bench.says(Fixed.submission(2), epoch: 0xA0, after: tail)
        await bench.commits.enqueue(all: [bench.item(again, session: 7), bench.item(second, session: 8)])
        guard case .notStored(7) = await bench.listener.next() else { Issue.record("the wrong session"); return }
        let commit = try #require(await bench.listener.next().commit)
        #expect(commit.arrived.map(\.session) == [8] && commit.durable?.batch.entries.count == 1)
        await #expect(throws: SubmitFailure.self) { try await bench.commits.submit(mine, on: bench.line.id) }
        guard case .stored = try await bench.commits.submit(Fixed.submission(51), on: bench.line.id) else {
            Issue.record("a sound submission was not stored"); return
        }
        #expect(try bench.store.head(of: bench.line.id).size == 5)
    }
}

/// Counts, and lets a test wait for a number.
private final class Counter: Sendable {
    private let state = Mutex((count: 0, goal: Int.max, waiting: CheckedContinuation<Void, Never>?.none))

    func add() {
        let done = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.count += 1
            guard state.count >= state.goal else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }
        done?.resume()
    }

    func reach(_ goal: Int) async {
        await withCheckedContinuation { done in
            let isThere = state.withLock { state in
                guard state.count < goal else { return true }
                (state.goal, state.waiting) = (goal, done)
                return false
            }
            if isThere { done.resume() }
        }
    }
}

/// What each line had committed in the first batches.
private final class Tally: Sendable {
    private let state = Mutex((counts: [LineID: Int](), batches: Set<UInt64>()))
    private let batches: Int

    init(batches: Int) { self.batches = batches }

    var isOver: Bool { state.withLock { $0.batches.count >= batches } }

    func count(of line: LineID) -> Int { state.withLock { $0.counts[line] ?? 0 } }

    func add(_ count: Int, _ line: LineID, at time: UTCTime) {
        state.withLock { state in
            guard state.batches.count < batches || state.batches.contains(time.milliseconds) else { return }
            state.batches.insert(time.milliseconds)
            state.counts[line, default: 0] += count
        }
    }
}

private struct TallyListener: CommitListener {
    let line: LineID
    let tally: Tally

    func committed(_ commit: LineCommit) {
        guard let batch = commit.durable?.batch else { return }
        tally.add(batch.entries.count, line, at: batch.time)
    }

    func notStored(_ session: UInt64) {}
}
