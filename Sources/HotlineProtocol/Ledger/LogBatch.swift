public import HotlineCrypto
public import TransparencyLog

/// What became of a peer's statement when it was taken into the log.
public enum Outcome: Hashable, Sendable {
    /// It is in the inbox, with its body.
    case delivered(KeptBody)
    /// It is logged and receipted, its body dropped; a refusal statement answers it.
    case refused(RefusalCode)
    /// It was delivered before under the same message id, and issued again by a sender that recovered.
    case repeated
    /// It is in a log that this one follows, and is logged again so that it can be receipted.
    case loggedAgain
}

/// One leaf of a log.
public struct LogEntry: Hashable, Sendable {
    /// What the leaf is.
    public enum Content: Hashable, Sendable {
        /// Entry 0.
        case opening(LogOpening)
        /// A statement of this node, with its body.
        case own(SignedStatement, KeptBody)
        /// A statement of the peer.
        case peer(VerifiedStatement, Outcome)
        /// The largest head of the peer's log that a batch brought. It is not receipted.
        case peerHead(SignedHead)
        /// Bodies of earlier leaves go with this commit. It is not receipted.
        case erasure(Erasure)
    }

    /// The leaf's index, from 0.
    public let index: UInt64
    /// What it is.
    public let content: Content

    /// The leaf's bytes as they are hashed.
    public var bytes: [UInt8] {
        switch content {
        case .opening(let opening): opening.bytes
        case .own(let signed, _): signed.bytes
        case .peer(let verified, _): verified.signed.bytes
        case .peerHead(let head): head.bytes
        case .erasure(let erasure): erasure.bytes
        }
    }
}

/// A verified receipt with the statement that it is for.
public struct ReceiptRecord: Hashable, Sendable {
    /// The statement's stream.
    public let stream: Stream
    /// Its place there.
    public let ordinal: Ordinal
    /// The message, for whoever is told of it.
    public let messageID: MessageID
    /// The proof.
    public let receipt: VerifiedReceipt
    /// The head of the peer's log from which the session led on to this one; nil for entry 0.
    public let witnessedFrom: SignedHead?

    /// A receipt for an own statement.
    public init(for statement: Statement, receipt: VerifiedReceipt, witnessedFrom: SignedHead? = nil) {
        stream = statement.stream
        ordinal = statement.ordinal
        messageID = statement.messageID
        self.receipt = receipt
        self.witnessedFrom = witnessedFrom
    }
}

/// A checkpoint to be stored.
public enum CheckpointRecord: Hashable, Sendable {
    /// The peer's, before it is cosigned.
    case peers(WitnessedCheckpoint)
    /// This node's, with the peer's cosignature.
    case own(CosignedCheckpoint)

    /// The note and what it says.
    public var verified: VerifiedCheckpoint {
        switch self {
        case .peers(let witnessed): witnessed.verified
        case .own(let cosigned): cosigned.verified
        }
    }
}

/// What one commit adds to one line's log: made by `LineLedger`, written by the store in one transaction.
public struct LogBatch: Hashable, Sendable {
    /// The log.
    public let origin: LogOrigin
    /// The new leaves, in order; none where a batch holds nothing but receipts under heads that were logged before.
    public let entries: [LogEntry]
    /// The stored-hash position of the first of `hashes` (`MerkleTree.storedPosition`).
    public let firstPosition: UInt64
    /// The tree hashes that the new leaves complete, in position order.
    public let hashes: [Digest]
    /// The log after the batch.
    public let head: Head
    /// Receipts that came from the peer.
    public let receipts: [ReceiptRecord]
    /// Checkpoints of either log.
    public let checkpoints: [CheckpointRecord]
    /// The largest head of the peer's log that is held after the batch.
    public let held: SignedHead?
    /// When the commit began.
    public let time: UTCTime
}

/// A batch that has been committed with an fsync. Only a store makes one, after its commit returned.
public struct DurableBatch: Hashable, Sendable {
    /// What was committed.
    public let batch: LogBatch

    /// For stores only: the caller asserts that the batch is committed and synced.
    @_spi(Store) public init(committed batch: LogBatch) {
        self.batch = batch
    }

    /// The statements of the batch, own and the peer's, in the order of their leaves.
    public var statements: [DurableStatement] {
        batch.entries.compactMap { entry in
            switch entry.content {
            case .own(let signed, _):
                DurableStatement(signed: signed, leafIndex: entry.index, head: batch.head, isOwn: true)
            case .peer(let verified, _):
                DurableStatement(signed: verified.signed, leafIndex: entry.index, head: batch.head, isOwn: false)
            case .opening, .peerHead, .erasure:
                nil
            }
        }
    }

    /// The checkpoints of the peer that may be cosigned now.
    public var checkpoints: [DurableCheckpoint] {
        batch.checkpoints.compactMap { record in
            switch record {
            case .peers(let witnessed): DurableCheckpoint(witnessed, at: batch.time)
            case .own: nil
            }
        }
    }
}

/// A checkpoint of the peer that is on the disk, and may be cosigned. Only a store makes one.
public struct DurableCheckpoint: Hashable, Sendable {
    /// What was committed.
    public let witnessed: WitnessedCheckpoint
    /// When that commit began: the time of the cosignature.
    public let time: UTCTime

    fileprivate init(_ witnessed: WitnessedCheckpoint, at time: UTCTime) {
        (self.witnessed, self.time) = (witnessed, time)
    }
}

/// A statement that is in the log and on the disk. Only a store makes one.
public struct DurableStatement: Hashable, Sendable {
    /// The statement.
    public let signed: SignedStatement
    /// Its leaf in this node's log.
    public let leafIndex: UInt64
    /// The head of the batch that took it in: a receipt is a pure function of it and the leaf.
    public let head: Head
    /// Whether this node said it.
    public let isOwn: Bool

    fileprivate init(signed: SignedStatement, leafIndex: UInt64, head: Head, isOwn: Bool) {
        self.signed = signed
        self.leafIndex = leafIndex
        self.head = head
        self.isOwn = isOwn
    }

    /// For stores only: a statement read back from where it was committed.
    @_spi(Store) public init(stored signed: SignedStatement, leafIndex: UInt64, head: Head, isOwn: Bool) {
        self.init(signed: signed, leafIndex: leafIndex, head: head, isOwn: isOwn)
    }
}
