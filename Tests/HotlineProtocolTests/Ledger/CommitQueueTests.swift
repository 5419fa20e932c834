import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Group commit")
struct CommitQueueTests {
    @Test("what is urgent goes first, and each precedence keeps its order")
    func order() {
        var queue = CommitQueue<String>()
        queue.enqueue("r1", precedence: .routine, bytes: 1)
        queue.enqueue("f1", precedence: .flash, bytes: 1)
        queue.enqueue("p1", precedence: .priority, bytes: 1)
        queue.enqueue("r2", precedence: .routine, bytes: 1)
        queue.enqueue("i1", precedence: .immediate, bytes: 1)
        queue.enqueue("f2", precedence: .flash, bytes: 1)
        #expect(queue.nextBatch() == ["f1", "f2", "i1", "p1", "r1", "r2"])
        #expect(queue.count == 0)
    }

    @Test("one batch is in the store at a time: what comes meanwhile makes the next")
    func oneAtATime() {
        var queue = CommitQueue<Int>()
        #expect(queue.nextBatch() == nil)
        queue.enqueue(1, precedence: .routine, bytes: 1)
        #expect(queue.nextBatch() == [1])
        queue.enqueue(2, precedence: .routine, bytes: 1)
        queue.enqueue(3, precedence: .routine, bytes: 1)
        #expect(queue.nextBatch() == nil)
        queue.finished()
        #expect(queue.nextBatch() == [2, 3])
        queue.finished()
        #expect(queue.nextBatch() == nil)
    }

    @Test("a batch holds at most its number of statements, over all precedences together")
    func count() {
        var queue = CommitQueue<Int>()
        for number in 0..<Limits.batchStatements { queue.enqueue(number, precedence: .routine, bytes: 0) }
        queue.enqueue(-1, precedence: .flash, bytes: 0)
        #expect(queue.nextBatch() == [-1] + Array(0..<Limits.batchStatements - 1))
        queue.finished()
        #expect(queue.nextBatch() == [Limits.batchStatements - 1])
    }

    @Test("a batch holds at most its bytes, and always at least one statement")
    func bytes() {
        var queue = CommitQueue<Int>()
        queue.enqueue(1, precedence: .routine, bytes: Limits.batchBytes + 1)
        queue.enqueue(2, precedence: .routine, bytes: Limits.batchBytes - 1)
        queue.enqueue(3, precedence: .routine, bytes: 1)
        queue.enqueue(4, precedence: .routine, bytes: 1)
        for expected in [[1], [2, 3], [4]] {
            #expect(queue.nextBatch() == expected)
            queue.finished()
        }
    }

    @Test("no smaller item overtakes one of its precedence that does not fit, nor do less urgent ones")
    func noOvertaking() {
        var queue = CommitQueue<Int>()
        queue.enqueue(1, precedence: .priority, bytes: 10)
        queue.enqueue(2, precedence: .priority, bytes: Limits.batchBytes)
        queue.enqueue(3, precedence: .priority, bytes: 1)
        queue.enqueue(4, precedence: .routine, bytes: 1)
        for expected in [[1], [2], [3, 4]] {
            #expect(queue.nextBatch() == expected)
            queue.finished()
        }
    }

    @Test("whatever comes, nothing is lost and each precedence keeps its order", arguments: UInt64(1)...8)
    func property(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var queue = CommitQueue<(Precedence, Int)>()
        var taken: [Precedence: [Int]] = [:]
        for number in 0..<2000 {
            let precedence = try #require(Precedence.allCases.randomElement(using: &random))
            queue.enqueue(
                (precedence, number), precedence: precedence, bytes: Int.random(in: 0...20_000, using: &random))
            guard number.isMultiple(of: 97) else { continue }
            for (precedence, number) in queue.nextBatch() ?? [] { taken[precedence, default: []].append(number) }
            queue.finished()
        }
        while let batch = queue.nextBatch() {
            #expect(batch.count <= Limits.batchStatements)
            for (precedence, number) in batch { taken[precedence, default: []].append(number) }
            queue.finished()
        }
        #expect(taken.values.reduce(0) { $0 + $1.count } == 2000)
        #expect(taken.values.allSatisfy { $0 == $0.sorted() })
    }
}
