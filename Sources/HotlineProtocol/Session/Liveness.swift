/// Whether the other side is there: a ping after a silence, and the end of the session after several without an answer.
struct Liveness: Hashable, Sendable {
    enum Result: Hashable {
        case nothing
        case ping
        case dead
    }

    private let interval: Duration
    private let limit: Int
    private(set) var lastHeard: MonotonicTime
    private var unanswered = 0
    private(set) var deadline: MonotonicTime

    init(interval: Duration, limit: Int, at now: MonotonicTime) {
        self.interval = interval
        self.limit = limit
        lastHeard = now
        deadline = now + interval
    }

    /// Something came from the peer.
    mutating func heard(at now: MonotonicTime) {
        lastHeard = now
        unanswered = 0
        deadline = now + interval
    }

    mutating func tick(at now: MonotonicTime) -> Result {
        guard now >= deadline else { return .nothing }
        if unanswered >= limit { return .dead }
        unanswered += 1
        deadline = now + interval
        return .ping
    }
}
