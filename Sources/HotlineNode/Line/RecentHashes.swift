internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Synchronization
internal import TransparencyLog

/// The tree hashes of one log that its proofs ask for: those of the last commits and what was read once are here, the others
/// in the store. Stored hashes never change, so what is here is never stale.
final class RecentHashes: HashReader, Sendable {
    /// Hashes that are kept; beyond it all are let go and those in use are read again.
    static let capacity = 8192

    private let stored: StoredHashes
    private let known = Mutex<[UInt64: Digest]>([:])

    init(_ stored: StoredHashes) {
        self.stored = stored
    }

    func hash(at position: UInt64) throws -> Digest {
        if let hash = known.withLock({ $0[position] }) { return hash }
        let hash = try stored.hash(at: position)
        keep(CollectionOfOne((position, hash)))
        return hash
    }

    /// What a commit added to the log.
    func add(_ batch: LogBatch) {
        keep(zip(batch.firstPosition..., batch.hashes))
    }

    private func keep(_ pairs: some Sequence<(UInt64, Digest)>) {
        known.withLock { known in
            if known.count > Self.capacity { known.removeAll(keepingCapacity: true) }
            for (position, hash) in pairs { known[position] = hash }
        }
    }
}
