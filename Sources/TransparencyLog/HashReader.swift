public import HotlineCrypto

/// Reads stored tree hashes: the one seam between this module and any storage.
///
/// A log stores the hash of every *complete* subtree once, at the position that ``MerkleTree/storedPosition(level:index:)``
/// gives it; nothing stored is ever changed. A reader is asked only for positions below
/// ``MerkleTree/storedCount(size:)`` of the size in question, O(log n) of them for a root or a proof.
public protocol HashReader {
    /// Returns the hash stored at `position`.
    ///
    /// - Throws: the storage's own error, also where no hash is stored at `position`; it passes through unchanged.
    func hash(at position: UInt64) throws -> Digest
}
