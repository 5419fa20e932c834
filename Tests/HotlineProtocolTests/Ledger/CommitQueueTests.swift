import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Group commit")
struct CommitQueueTests {
    @Test("what is urgent goes first, and each precedence keeps its order")
    func order() {
        var queue = CommitQueue<Int, String>()
        queue.enqueue("r1", of: 1, precedence: .routine, bytes: 1)
        queue.enqueue("f1", of: 1, precedence: .flash, bytes: 1)
        queue.enqueue("p1", of: 1, precedence: .priority, bytes: 1)
        queue.enqueue("r2", of: 1, precedence: .routine, bytes: 1)
        queue.enqueue("i1", of: 1, precedence: .immediate, bytes: 1)
        queue.enqueue("f2", of: 1, precedence: .flash, bytes: 1)
        #expect(queue.nextBatch() == ["f1", "f2", "i1", "p1", "r1", "r2"])
        #expect(queue.count == 0)
    }

    @Test("one batch is in the store at a time: what comes meanwhile makes the next")
    func oneAtATime() {
        var queue = CommitQueue<Int, Int>()
        #expect(queue.nextBatch() == nil)
        queue.enqueue(1, of: 1, precedence: .routine, bytes: 1)
        #expect(queue.nextBatch() == [1])
        queue.enqueue(2, of: 1, precedence: .routine, bytes: 1)
        queue.enqueue(3, of: 1, precedence: .routine, bytes: 1)
        #expect(queue.nextBatch() == nil)
        queue.finished()
        #expect(queue.nextBatch() == [2, 3])
        queue.finished()
        #expect(queue.nextBatch() == nil)
    }

    @Test("a batch holds at most its number of statements, over all precedences together")
    func count() {
        var queue = CommitQueue<Int, Int>()
        for number in 0..<Limits.batchStatements { queue.enqueue(number, of: 1, precedence: .routine, bytes: 0) }
        queue.enqueue(-1, of: 1, precedence: .flash, bytes: 0)
        #expect(queue.nextBatch() == [-1] + Array(0..<Limits.batchStatements - 1))
        queue.finished()
        #expect(queue.nextBatch() == [Limits.batchStatements - 1])
    }

    @Test("a batch holds at most its bytes, and always at least one statement")
    func bytes() {
        var queue = CommitQueue<Int, Int>()
        queue.enqueue(1, of: 1, precedence: .routine, bytes: Limits.batchBytes + 1)
        queue.enqueue(2, of: 1, precedence: .routine, bytes: Limits.batchBytes - 1)
        queue.enqueue(3, of: 1, precedence: .routine, bytes: 1)
        queue.enqueue(4, of: 1, precedence: .routine, bytes: 1)
        for expected in [[1], [2, 3], [4]] {
            #expect(queue.nextBatch() == expected)
            queue.finished()
        }
    }

    @Test("no smaller item overtakes one of its precedence that does not fit, nor do less urgent ones")
    func noOvertaking() {
        var queue = CommitQueue<Int, Int>()
        queue.enqueue(1, of: 1, precedence: .priority, bytes: 10)
        queue.enqueue(2, of: 1, precedence: .priority, bytes: Limits.batchBytes)
        queue.enqueue(3, of: 1, precedence: .priority, bytes: 1)
        queue.enqueue(4, of: 1, precedence: .routine, bytes: 1)
        for expected in [[1], [2], [3, 4]] {
            #expect(queue.nextBatch() == expected)
            queue.finished()
        }
    }

    @Test("the flash items of all lines go first; then the lines take turns, each with the most urgent that it has")
    func turns() {
        var queue = CommitQueue<Character, String>()
        for number in 1...3 { queue.enqueue("a\(number)", of: "a", precedence: .routine, bytes: 1) }
        queue.enqueue("b1", of: "b", precedence: .routine, bytes: 1)
        queue.enqueue("b2", of: "b", precedence: .immediate, bytes: 1)
        queue.enqueue("c1", of: "c", precedence: .priority, bytes: 1)
        queue.enqueue("c2", of: "c", precedence: .flash, bytes: 1)
        queue.enqueue("b3", of: "b", precedence: .flash, bytes: 1)
        #expect(queue.nextBatch() == ["b3", "c2", "a1", "b2", "c1", "a2", "b1", "a3"])
    }

    @Test("a line that floods the store leaves the others their turns, in this batch and over batches")
    func fairness() {
        var queue = CommitQueue<Int, Int>()
        for _ in 0..<5000 { queue.enqueue(0, of: 0, precedence: .immediate, bytes: 1) }
        for line in 1...19 { for _ in 0..<100 { queue.enqueue(line, of: line, precedence: .routine, bytes: 1) } }
        var served: [Int: Int] = [:]
        for _ in 0..<5 {
            for line in queue.nextBatch() ?? [] { served[line, default: 0] += 1 }
            queue.finished()
        }
        // Five batches of 256 over twenty lines: sixty-four turns each.
        #expect(served == Dictionary(uniqueKeysWithValues: (0..<20).map { ($0, 64) }))
    }

    @Test("what waits of a line is counted in bytes until it is taken")
    func waitingBytes() {
        var queue = CommitQueue<Character, Int>()
        queue.enqueue(1, of: "a", precedence: .routine, bytes: 5)
        queue.enqueue(2, of: "a", precedence: .flash, bytes: 7)
        #expect(queue.bytes(of: "a") == 12 && queue.bytes(of: "b") == 0)
        _ = queue.nextBatch()
        #expect(queue.bytes(of: "a") == 0)
    }

    @Test("whose turn it was when a batch was full goes first in the next")
    func turnIsKept() {
        var queue = CommitQueue<Character, String>()
        queue.enqueue("a1", of: "a", precedence: .routine, bytes: Limits.batchBytes - 1)
        queue.enqueue("a2", of: "a", precedence: .routine, bytes: 1)
        queue.enqueue("b1", of: "b", precedence: .routine, bytes: 2)
        queue.enqueue("b2", of: "b", precedence: .routine, bytes: 2)
        #expect(queue.nextBatch() == ["a1"])
        queue.finished()
        #expect(queue.nextBatch() == ["b1", "a2", "b2"])
    }

    @Test("whatever comes, nothing is lost and each precedence of a line keeps its order", arguments: UInt64(1)...8)
    func property(_ seed: UInt64) throws {
        struct Place: Hashable {
            let line: Int
            let precedence: Precedence
        }
        var random = SeededRandom(seed: seed)
        var queue = CommitQueue<Int, (Place, Int)>()
        var taken: [Place: [Int]] = [:]
        for number in 0..<2000 {
            let precedence = try #require(Precedence.allCases.randomElement(using: &random))
            let place = Place(line: Int.random(in: 1...5, using: &random), precedence: precedence)
            queue.enqueue(
                (place, number), of: place.line, precedence: precedence,
                bytes: Int.random(in: 0...20_000, using: &random))
            guard number.isMultiple(of: 97) else { continue }
            for (place, number) in queue.nextBatch() ?? [] { taken[place, default: []].append(number) }
            queue.finished()
        }
        while let batch = queue.nextBatch() {
            #expect(batch.count <= Limits.batchStatements)
            for (place, number) in batch { taken[place, default: []].append(number) }
            queue.finished()
        }
        #expect(queue.count == 0)
        #expect(taken.values.reduce(0) { $0 + $1.count } == 2000)
        #expect(taken.values.allSatisfy { $0 == $0.sorted() })
    }
}
