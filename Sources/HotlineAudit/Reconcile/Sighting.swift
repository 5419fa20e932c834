internal import COSE
internal import HotlineCrypto
public import HotlineProtocol
internal import TransparencyLog

/// One of the two sides of a line.
public enum LineSide: Int, CaseIterable, Hashable, Sendable {
    case first = 0
    case second = 1

    /// The other side.
    public var other: LineSide { self == .first ? .second : .first }
}

/// A statement at its place in one side's log, as an audit has verified it.
public struct Sighting: Hashable, Sendable {
    /// The log.
    public let origin: LogOrigin
    /// The place in it.
    public let leaf: UInt64
    /// The head of the batch that took it in: a size, a root and the time by the clock of the log's owner.
    public let head: AuditHead
    /// When it was stored, by the same clock; UTC milliseconds.
    public let storedAt: Int64
    /// The other side's receipt, where the log's owner said the statement and has one.
    public let receipt: [UInt8]?
    /// When the receipt was stored; UTC milliseconds.
    public let receiptStoredAt: Int64?

    /// A place.
    public init(
        origin: LogOrigin, leaf: UInt64, head: AuditHead, storedAt: Int64, receipt: [UInt8]?, receiptStoredAt: Int64?
    ) {
        (self.origin, self.leaf, self.head, self.storedAt) = (origin, leaf, head, storedAt)
        (self.receipt, self.receiptStoredAt) = (receipt, receiptStoredAt)
    }
}

/// What a receipt names, read and not verified.
struct NamedPlace {
    let origin: String
    let size: UInt64
    let leaf: UInt64
    let root: Digest

    /// Nil where the bytes are no receipt of one statement.
    init?(_ receipt: [UInt8], leafHash: Digest) {
        guard let cose = try? COSEReceipt(decoding: receipt), cose.inclusions.count == 1,
            let inclusion = cose.inclusions.first,
            let root = try? MerkleTree.rootOfInclusion(
                index: inclusion.leafIndex, size: inclusion.treeSize, leafHash: leafHash, path: inclusion.path)
        else { return nil }
        (origin, size, leaf) = (cose.header.claims.subject, inclusion.treeSize, inclusion.leafIndex)
        self.root = root
    }
}
