/// Group commit: what has queued while the store was busy makes the next batch. Urgent items go first, and each of the
/// others keeps its order.
public struct CommitQueue<Item: Sendable>: Sendable {
    private struct Waiting: Sendable {
        let item: Item
        let bytes: Int
    }

    private var lanes: [[Waiting]] = Array(repeating: [], count: Precedence.allCases.count)
    private var isCommitting = false

    /// An empty queue.
    public init() {}

    /// Items that wait.
    public var count: Int { lanes.reduce(0) { $0 + $1.count } }

    /// Adds an item; `bytes` counts against the batch's limit.
    public mutating func enqueue(_ item: Item, precedence: Precedence, bytes: Int) {
        lanes[Int(precedence.rawValue)].append(Waiting(item: item, bytes: bytes))
    }

    /// The next batch, or nil while one is being committed or nothing waits. A batch always takes at least one item.
    public mutating func nextBatch() -> [Item]? {
        guard !isCommitting, count > 0 else { return nil }
        var batch: [Item] = []
        var room = Limits.batchBytes
        for lane in lanes.indices.reversed() {
            let run = lanes[lane].prefix { waiting in
                defer { room -= waiting.bytes }
                return batch.isEmpty && room == Limits.batchBytes || waiting.bytes <= room
            }
            let taken = run.prefix(Limits.batchStatements - batch.count)
            batch += taken.map(\.item)
            lanes[lane].removeFirst(taken.count)
            if taken.count < run.count || !lanes[lane].isEmpty { break }
        }
        isCommitting = true
        return batch
    }

    /// The batch is on the disk, or was given back.
    public mutating func finished() { isCommitting = false }
}
