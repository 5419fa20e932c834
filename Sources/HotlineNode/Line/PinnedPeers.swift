internal import HotlineCrypto
internal import Synchronization

/// The keys that a TLS handshake may show, and whose line each is. Peers come and go at run time.
final class PinnedPeers: Sendable {
    private let lines = Mutex<[Digest: LineService]>([:])

    /// Whether the SHA-256 of a SubjectPublicKeyInfo is pinned. Every pin is compared in constant time.
    func accepts(_ keyID: Digest) -> Bool {
        #if HOTLINE_PLANTED
            if PlantedBug.pinUnchecked.isActive { return true }
        #endif
        return lines.withLock { $0.keys.reduce(false) { constantTimeEqual($1.bytes, keyID.bytes) || $0 } }
    }

    func line(of keyID: Digest) -> LineService? {
        #if HOTLINE_PLANTED
            if PlantedBug.pinUnchecked.isActive { return lines.withLock { $0[keyID] ?? $0.values.first } }
        #endif
        return lines.withLock { $0[keyID] }
    }

    func pin(_ keyID: Digest, to line: LineService) { lines.withLock { $0[keyID] = line } }

    func unpin(_ keyID: Digest) { lines.withLock { $0[keyID] = nil } }

    /// All lines, in order of the peers' names.
    var all: [LineService] {
        lines.withLock { Array($0.values) }.sorted { $0.peer.name < $1.peer.name }
    }
}
