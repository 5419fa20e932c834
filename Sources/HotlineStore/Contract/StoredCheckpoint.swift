public import HotlineCrypto
public import HotlineProtocol

/// A checkpoint as it is kept: of this node's log with the peer's cosignature, or of the peer's log as it came, before this
/// node cosigned it.
public struct StoredCheckpoint: Hashable, Sendable {
    /// The log.
    public let origin: LogOrigin
    /// Its size.
    public let size: UInt64
    /// Its root.
    public let root: Digest
    /// The signed note.
    public let note: [UInt8]
    /// When it was stored; the last time, where it was witnessed again at the same size.
    public let storedAt: UTCTime
    /// The time in the cosignature.
    public let cosignedAt: UTCTime?
}
