internal import HotlineProtocol

/// Differences in time, in milliseconds: how many, the smallest, the largest and the mean.
public struct TimeSpread: Hashable, Sendable {
    /// How many there were.
    public private(set) var count: UInt64 = 0
    /// The smallest.
    public private(set) var smallest: Int64 = .max
    /// The largest.
    public private(set) var largest: Int64 = .min
    private var total: Double = 0

    /// The mean; 0 for none.
    public var mean: Int64 { count == 0 ? 0 : Int64((total / Double(count)).rounded()) }

    mutating func take(_ difference: Int64) {
        count += 1
        (smallest, largest) = (min(smallest, difference), max(largest, difference))
        total += Double(difference)
    }
}

/// What the times in both logs say of the sides' clocks. A time in a log is what its owner's clock showed; neither log proves
/// that a clock was right.
public struct ClockComparison: Hashable, Sendable {
    /// From the sender's signing to the recipient's commit, by who sent it.
    public internal(set) var received = [TimeSpread(), TimeSpread()]
    /// From the recipient's commit to the sender's storing of the receipt, by who sent the statement.
    public internal(set) var returned = [TimeSpread(), TimeSpread()]
    /// Statements that were received before they were signed, if both clocks were right: by more than the second to which
    /// those times are cut.
    public internal(set) var early: UInt64 = 0

    /// How far the second side's clock is ahead of the first side's, in milliseconds, if it was always the same: nothing arrives
    /// before it is sent. Nil where nothing passed in that direction.
    public var aheadAtMost: Int64? {
        Self.smallest(received[0], returned[1]).map { $0 + 1000 }
    }

    /// How far it is at least.
    public var aheadAtLeast: Int64? {
        Self.smallest(received[1], returned[0]).map { -$0 - 1000 }
    }

    /// Whether no one difference between the clocks explains all times: one of them was set meanwhile.
    public var isUnsteady: Bool {
        guard let most = aheadAtMost, let least = aheadAtLeast else { return false }
        return least > most
    }

    private static func smallest(_ one: TimeSpread, _ other: TimeSpread) -> Int64? {
        one.count + other.count == 0 ? nil : min(one.smallest, other.smallest)
    }

    mutating func take(_ statement: Statement, from sender: LineSide, sent: Sighting, received taken: Sighting) {
        let (signedAt, arrivedAt) = (Self.milliseconds(statement.issuedAt), Self.milliseconds(taken.head.issuedAt))
        received[sender.rawValue].take(Self.difference(arrivedAt, signedAt))
        if Self.difference(arrivedAt, signedAt) < -1000 { early += 1 }
        if let storedAt = sent.receiptStoredAt {
            returned[sender.rawValue].take(Self.difference(storedAt, arrivedAt))
        }
    }

    private static func milliseconds(_ seconds: UInt64) -> Int64 {
        Int64(clamping: seconds.multipliedReportingOverflow(by: 1000).overflow ? .max : seconds * 1000)
    }

    private static func difference(_ later: Int64, _ earlier: Int64) -> Int64 {
        let (value, isBeyond) = later.subtractingReportingOverflow(earlier)
        return isBeyond ? (later < earlier ? -.max / 2 : .max / 2) : max(-.max / 2, min(.max / 2, value))
    }
}
