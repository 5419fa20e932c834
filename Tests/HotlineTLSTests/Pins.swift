import HotlineCrypto
import Synchronization

/// Pins that change.
final class Pins: Sendable {
    private let keyIDs = Mutex<Set<Digest>>([])

    func set(_ new: Set<Digest>) {
        keyIDs.withLock { $0 = new }
    }

    func contains(_ keyID: Digest) -> Bool {
        keyIDs.withLock { $0.contains(keyID) }
    }
}
