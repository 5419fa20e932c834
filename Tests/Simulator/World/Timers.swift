/// What waits for a time: a binary heap, first asked for first where times are equal.
struct Timers {
    private struct Timer {
        let time: Duration
        let number: UInt64
        let work: () -> Void

        func isBefore(_ other: Timer) -> Bool { (time, number) < (other.time, other.number) }
    }

    private var heap: [Timer] = []
    private var last: UInt64 = 0

    var next: Duration? { heap.first?.time }

    mutating func add(_ time: Duration, _ work: @escaping () -> Void) {
        last += 1
        heap.append(Timer(time: time, number: last, work: work))
        var index = heap.count - 1
        while index > 0, heap[index].isBefore(heap[(index - 1) / 2]) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func take(upTo time: Duration) -> [() -> Void] {
        var due: [() -> Void] = []
        while let first = heap.first, first.time <= time {
            due.append(first.work)
            removeFirst()
        }
        return due
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
                if heap[child].isBefore(heap[smallest]) { smallest = child }
            }
            if smallest == index { return }
            heap.swapAt(index, smallest)
            index = smallest
        }
    }
}
