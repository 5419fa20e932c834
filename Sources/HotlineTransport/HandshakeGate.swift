internal import Synchronization

/// Counts the connections whose handshake is under way, so that strangers cannot take all descriptors and memory.
final class HandshakeGate: Sendable {
    private let limit: Int
    private let count = Mutex(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Whether one more may begin; each that may is to leave.
    func enter() -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() {
        count.withLock { $0 -= 1 }
    }
}
