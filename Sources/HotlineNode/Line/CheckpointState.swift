internal import HotlineProtocol

/// What a line remembers of its checkpoints beside the session: when the next is due, who waits for a cosignature, and how
/// fast the peer's are answered.
struct CheckpointState: Sendable {
    /// Somebody who waits for the peer's cosignature on a checkpoint of at least this size.
    struct Request: Sendable {
        let size: UInt64
        let answer: CheckedContinuation<WitnessOutcome, Never>
    }

    /// When this node's last one was asked for; nil while none was.
    var lastAt: MonotonicTime?
    var requests: [UInt64: Request] = [:]
    var pace = CheckpointPace()
    private var lastRequest: UInt64 = 0

    /// Whether a checkpoint is due at this time.
    func isDue(at now: MonotonicTime, every interval: Duration) -> Bool {
        lastAt.map { now - $0 >= interval } ?? true
    }

    mutating func nextRequest() -> UInt64 {
        lastRequest += 1
        return lastRequest
    }

    /// Takes out those who wait and whose size is reached.
    mutating func takeRequests(upTo size: UInt64 = .max) -> [Request] {
        let done = requests.filter { $0.value.size <= size }.sorted { $0.key < $1.key }
        for (number, _) in done { requests[number] = nil }
        return done.map(\.value)
    }
}

/// How a request for a cosignature ended.
enum WitnessOutcome: Sendable {
    /// The checkpoint with the peer's cosignature is stored.
    case cosigned(CosignedCheckpoint)
    /// The peer says that it holds a head of another size.
    case declined(checkpoint: UInt64, held: UInt64)
    /// There is no session, or it ended.
    case disconnected
    /// The peer's node does not exchange checkpoints.
    case unsupported
    /// No answer came in time.
    case timedOut
}

/// How fast a peer's checkpoints are answered: a few at once, then one a pause. The answer waits and the next checkpoint may
/// not come before it, so that a peer cannot fill the database with checkpoints, and nothing is refused.
struct CheckpointPace: Sendable {
    private var paid = MonotonicTime(sinceStart: .zero)

    /// When the answer to a checkpoint of now may go.
    mutating func next(at now: MonotonicTime, pause: Duration) -> MonotonicTime {
        let earliest = paid + pause * -(Limits.checkpointBurst - 1)
        paid = max(paid, now) + pause
        return max(now, earliest)
    }
}
