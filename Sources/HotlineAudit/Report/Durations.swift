/// Lengths of time in milliseconds, and how they are distributed.
public struct Durations: Hashable, Sendable {
    private var values: [Int64] = []

    /// None.
    public init() {}

    /// How many there are.
    public var count: Int { values.count }

    /// The longest; nil for none.
    public var longest: Int64? { values.last }

    /// The smallest value below which, or at which, this share of all lies (nearest rank); nil for none.
    ///
    /// - Parameter percent: 1 to 100.
    public func percentile(_ percent: Int) -> Int64? {
        guard !values.isEmpty else { return nil }
        let rank = (values.count * min(max(percent, 1), 100) + 99) / 100
        return values[rank - 1]
    }

    /// How many lie above one bound and not above the next; the last number is of those above every bound.
    ///
    /// - Parameter bounds: rising.
    public func histogram(_ bounds: [Int64]) -> [UInt64] {
        var counts = [UInt64](repeating: 0, count: bounds.count + 1)
        for value in values { counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1 }
        return counts
    }

    mutating func take(_ value: Int64) { values.append(value) }

    /// To be called once all are there.
    mutating func finish() { values.sort() }
}
