import HotlineControl
import Synchronization

/// Counts the event streams that are open, so that there are never more than the limit.
final class StreamSlots: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// A place for one stream. Throws `too_many_streams`.
    func take() throws(ControlError) -> Slot {
        let isFree = taken.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isFree else { throw ControlError(.tooManyStreams, "\(limit) event streams are open already") }
        return Slot(owner: self)
    }

    fileprivate func giveBack() {
        taken.withLock { $0 -= 1 }
    }
}

extension StreamSlots {
    /// A place that is given back once: by hand, or when the response it belongs to is dropped unsent.
    final class Slot: Sendable {
        private let owner: StreamSlots
        private let isHeld = Mutex(true)

        fileprivate init(owner: StreamSlots) {
            self.owner = owner
        }

        func release() {
            let wasHeld = isHeld.withLock { held in
                defer { held = false }
                return held
            }
            if wasHeld { owner.giveBack() }
        }

        deinit { release() }
    }
}
