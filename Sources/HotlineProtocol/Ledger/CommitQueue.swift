/// Group commit: what has queued for all lines while the store was busy makes the next batch.
///
/// Flash items of any line go first; then the lines take turns, each with the most urgent item that it has. Within a line
/// each precedence keeps its order. A batch ends before the first item that does not fit, so that nothing is overtaken for
/// its size.
public struct CommitQueue<Line: Hashable & Sendable, Item: Sendable>: Sendable {
    private var waiting: [Line: Lanes<Item>] = [:]
    /// The lines that have something waiting, the next one to be served first.
    private var turns: [Line] = []
    private var isCommitting = false
    /// Items that wait.
    public private(set) var count = 0

    /// An empty queue.
    public init() {}

    /// Adds an item; `bytes` counts against the batch's limit.
    public mutating func enqueue(_ item: Item, of line: Line, precedence: Precedence, bytes: Int) {
        if waiting[line] == nil { turns.append(line) }
        waiting[line, default: Lanes()].append(item, precedence: precedence, bytes: bytes)
        count += 1
    }

    /// Bytes of a line's items that wait.
    public func bytes(of line: Line) -> Int { waiting[line]?.bytes ?? 0 }

    /// The next batch, or nil while one is being committed or nothing waits. A batch always takes at least one item.
    public mutating func nextBatch() -> [Item]? {
        guard !isCommitting, count > 0 else { return nil }
        isCommitting = true
        var batch = Batch<Item>()
        if fill(&batch, from: .flash) { fill(&batch, from: .routine) }
        return batch.items
    }

    /// The batch is on the disk, or was given back.
    public mutating func finished() { isCommitting = false }

    /// Takes one item a line and turn, of this precedence or above, until none is left.
    /// - Returns: false where the batch is full.
    @discardableResult
    private mutating func fill(_ batch: inout Batch<Item>, from least: Precedence) -> Bool {
        var passed = 0
        while passed < turns.count {
            let line = turns[0]
            let next = waiting[line]?.first(from: least)
            if let next, !batch.fits(next.bytes) { return false }
            turns.removeFirst()
            if let next {
                batch.append(next)
                waiting[line]?.removeFirst(from: least)
                count -= 1
            }
            passed = next == nil ? passed + 1 : 0
            if waiting[line]?.isEmpty == true { waiting[line] = nil } else { turns.append(line) }
        }
        return true
    }
}

/// An item with what it counts against the batch.
private struct Waiting<Item: Sendable>: Sendable {
    let item: Item
    let bytes: Int
}

private struct Batch<Item: Sendable> {
    private(set) var items: [Item] = []
    private var room = Limits.batchBytes

    func fits(_ bytes: Int) -> Bool {
        items.isEmpty || bytes <= room && items.count < Limits.batchStatements
    }

    mutating func append(_ waiting: Waiting<Item>) {
        items.append(waiting.item)
        room -= waiting.bytes
    }
}

/// What waits of one line, a queue for each precedence.
private struct Lanes<Item: Sendable>: Sendable {
    private var lanes: [Queue<Waiting<Item>>] = Array(repeating: Queue(), count: Precedence.allCases.count)

    private(set) var bytes = 0

    var isEmpty: Bool { lanes.allSatisfy(\.isEmpty) }

    mutating func append(_ item: Item, precedence: Precedence, bytes: Int) {
        lanes[Int(precedence.rawValue)].append(Waiting(item: item, bytes: bytes))
        self.bytes += bytes
    }

    func first(from least: Precedence) -> Waiting<Item>? {
        lane(from: least).flatMap { lanes[$0].first }
    }

    mutating func removeFirst(from least: Precedence) {
        guard let lane = lane(from: least), let first = lanes[lane].first else { return }
        lanes[lane].removeFirst()
        bytes -= first.bytes
    }

    private func lane(from least: Precedence) -> Int? {
        lanes.indices.reversed().prefix { $0 >= Int(least.rawValue) }.first { !lanes[$0].isEmpty }
    }
}
