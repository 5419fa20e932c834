/// What is to be reached.
enum Targets {
    /// Share of one core's verifications with 256 messages in flight.
    static let rateShare = 0.5
    /// Times the unavoidable for a message alone in flight.
    static let delayFactor = 2.5
    /// Two RabbitMQ nodes with quorum queues and a shovel on a 2-core machine with an fdatasync of 50 µs and 7,600
    /// verifications/s a core: round trip with one in flight, in seconds, and rate with 256 in flight.
    static let otherDelay = 0.00259
    static let otherRate = 4897.0
    /// Resident memory of a node with one line, in bytes.
    static let memoryBytes = 100 << 20
    /// Start with a million stored messages, in seconds, and share of an empty store's throughput.
    static let startSeconds = 2.0
    static let storedShare = 0.8
    /// An audit: messages, seconds, and resident memory in bytes.
    static let auditMessages = 1_000_000
    static let auditSeconds = 180.0
    static let auditBytes = 300 << 20
    /// A node with 200 quiet lines: resident memory, and share of one core.
    static let idleBytes = 300 << 20
    static let idleShare = 0.02

    static func rate(_ perSecond: Double, _ floors: Floors) -> Verdict {
        let share = perSecond / floors.verifications
        return Verdict(
            target: "256 in flight: at least \(rateShare) of one core's verifications/s", found: Shown.ratio(share),
            isReached: share >= rateShare)
    }

    static func delay(_ p50: Double, _ floors: Floors) -> Verdict {
        let factor = p50 / floors.unavoidable
        return Verdict(
            target: "1 in flight: p50 within \(delayFactor) times the unavoidable", found: Shown.ratio(factor),
            isReached: factor <= delayFactor)
    }

    static func delayOfOthers(_ p50: Double) -> Verdict {
        Verdict(
            target: "1 in flight: ahead of RabbitMQ's \(Shown.time(otherDelay)) (orientation)", found: Shown.time(p50),
            isReached: p50 < otherDelay)
    }

    static func rateOfOthers(_ perSecond: Double) -> Verdict {
        Verdict(
            target: "256 in flight: ahead of RabbitMQ's \(Int(otherRate))/s (orientation)",
            found: Shown.number(perSecond) + "/s", isReached: perSecond > otherRate)
    }

    static func memory(_ peaks: [Int]) -> [Verdict] {
        guard let largest = peaks.max() else { return [] }
        return [
            Verdict(
                target: "resident memory under \(Shown.bytes(memoryBytes))", found: Shown.bytes(largest),
                isReached: largest < memoryBytes)
        ]
    }
}
