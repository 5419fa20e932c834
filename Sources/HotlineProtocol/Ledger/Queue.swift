/// First in, first out, at constant cost: what was taken is let go once it is more than what waits.
struct Queue<Element: Sendable>: Sendable {
    private var elements: [Element?] = []
    private var taken = 0

    var count: Int { elements.count - taken }
    var isEmpty: Bool { taken == elements.count }
    var first: Element? { isEmpty ? nil : elements[taken] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func removeFirst() {
        guard !isEmpty else { return }
        elements[taken] = nil
        taken += 1
        guard taken > count else { return }
        elements.removeFirst(taken)
        taken = 0
    }
}
