public import HotlineCrypto
public import TransparencyLog

/// A log's stored hashes in an array.
public struct MemoryHashes: HashReader, Hashable, Sendable {
    /// Nothing is stored at a position that was asked for.
    public struct Missing: Error {}

    /// The hashes, each at its position.
    public private(set) var stored: [Digest] = []

    /// Nothing stored.
    public init() {}

    /// Appends what a batch completed.
    public mutating func append(_ hashes: [Digest]) {
        stored += hashes
    }

    /// The hash stored at `position`.
    public func hash(at position: UInt64) throws -> Digest {
        guard let index = Int(exactly: position), stored.indices.contains(index) else { throw Missing() }
        return stored[index]
    }
}
