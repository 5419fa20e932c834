public import HotlineCrypto

/// Where logs are audited from: a node's database, or an export directory. It gives back what is written there and believes
/// nothing of it; whoever verifies a log trusts only keys that were given to it (`Auditor`).
///
/// A source is read from several threads at once, and it may grow meanwhile: what is asked of a log is answered up to the size
/// that the given `AuditLog` has. Only receipts and erasures of statements below that size may be newer than it.
///
/// It throws `AuditSourceError`: `damaged` for what no writer of such a log leaves, `unreadable` for what says nothing of it.
public protocol AuditSource: Sendable {
    /// What is audited, as reports name it: a path.
    var place: String { get }

    /// What it keeps. What it does not keep is not asked for, and the verdict says that it was not checked.
    var contents: AuditContents { get }

    /// The logs in it as they are now, each line's oldest first; sizes and streams belong to one moment.
    func logs() throws -> [AuditLog]

    /// Leaves in order from an index, at most `limit`.
    func leaves(of log: AuditLog, from index: UInt64, limit: Int) throws -> [AuditLeaf]

    /// Stored tree hashes in order from a position (`MerkleTree.storedPosition`), at most `limit`; none beyond the last.
    func hashes(of log: AuditLog, from position: UInt64, limit: Int) throws -> [Digest]

    /// Heads in order of size above one, at most `limit`: what was committed with each batch.
    func heads(of log: AuditLog, above size: UInt64, limit: Int) throws -> [AuditHead]

    /// The checkpoints of this log and, where the source is the owner's, of the peer's logs that it cosigned: by origin (as
    /// bytes) and size, those that follow `previous`, at most `limit`.
    func checkpoints(of log: AuditLog, after previous: AuditCheckpoint?, limit: Int) throws -> [AuditCheckpoint]

    /// The last statements of the streams, as the index says at the moment of `log`.
    func streams(of log: AuditLog) throws -> [AuditStream]

    /// The body of the statement at a leaf; nil where none is kept.
    func body(of log: AuditLog, leaf index: UInt64) throws -> (any AuditBody)?

    /// Bodies of these leaves that can be had together, each of at most `AuditLimits.shortBodyBytes`. One that is not among them
    /// is asked for by itself.
    func shortBodies(of log: AuditLog, leaves: ClosedRange<UInt64>) throws -> [UInt64: any AuditBody]
}

extension AuditSource {
    /// All of it.
    public var contents: AuditContents { .all }

    /// None: each is asked for by itself.
    public func shortBodies(of log: AuditLog, leaves: ClosedRange<UInt64>) throws -> [UInt64: any AuditBody] { [:] }
}

/// What a source keeps of a log beside its leaves.
public struct AuditContents: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: Int

    /// A set of those bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Tree hashes.
    public static let hashes = AuditContents(rawValue: 1)
    /// The head of each batch, and with it a row's `headSize`.
    public static let heads = AuditContents(rawValue: 2)
    /// Rows: what an index says of each statement, with its receipt.
    public static let rows = AuditContents(rawValue: 4)
    /// Streams: where the index says that they end.
    public static let streams = AuditContents(rawValue: 8)
    /// Bodies.
    public static let bodies = AuditContents(rawValue: 16)
    /// Everything.
    public static let all: AuditContents = [.hashes, .heads, .rows, .streams, .bodies]
}

/// Why a source cannot give what it is asked for.
public enum AuditSourceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is there is not what a writer leaves.
    case damaged(String)
    /// It cannot be read; that says nothing of the log.
    case unreadable(String)

    /// The value as logs and people read it.
    public var description: String {
        switch self {
        case .damaged(let what), .unreadable(let what): what
        }
    }
}

/// One log as its source describes it; nothing of it is verified.
public struct AuditLog: Hashable, Sendable {
    /// The source's own number for it.
    public let id: Int64
    /// Its name, `<node>/<peer>/<log id>`, as it is written.
    public let origin: String
    /// The key line of its owner, as it is written.
    public let owner: String
    /// The key line of the peer, as it is written.
    public let peer: String
    /// The number of leaves.
    public let size: UInt64
    /// Entry 0 of the peer's log, where one was seen.
    public let peerOpening: [UInt8]?
    /// The largest head held of the peer's log.
    public let held: [UInt8]?
    /// The peer's logs that were known before the present one, oldest first.
    public let formerPeerLogs: [AuditPeerLog]
    /// The source's number of the log that this one follows after a recovery.
    public let predecessor: Int64?
    /// Whether it says that another log followed it.
    public let isSucceeded: Bool
    /// Why the line is stopped; nil where it is not.
    public let stoppedReason: String?

    /// What a source found.
    public init(
        id: Int64, origin: String, owner: String, peer: String, size: UInt64, peerOpening: [UInt8]?, held: [UInt8]?,
        formerPeerLogs: [AuditPeerLog] = [], predecessor: Int64?, isSucceeded: Bool, stoppedReason: String?
    ) {
        self.formerPeerLogs = formerPeerLogs
        (self.id, self.origin, self.owner, self.peer, self.size) = (id, origin, owner, peer, size)
        (self.peerOpening, self.held, self.predecessor) = (peerOpening, held, predecessor)
        (self.isSucceeded, self.stoppedReason) = (isSucceeded, stoppedReason)
    }
}

/// A log of the peer that was known until the peer went on in another one.
public struct AuditPeerLog: Hashable, Sendable {
    /// Its entry 0.
    public let opening: [UInt8]
    /// The largest head held of it; nil where entry 0 is all that was seen.
    public let held: [UInt8]?
    /// When the next one took its place; UTC milliseconds.
    public let succeededAt: Int64

    /// What a source found.
    public init(opening: [UInt8], held: [UInt8]?, succeededAt: Int64) {
        (self.opening, self.held, self.succeededAt) = (opening, held, succeededAt)
    }
}

/// One leaf, with what the index tables say of it.
public struct AuditLeaf: Hashable, Sendable {
    /// Its index in the log.
    public let index: UInt64
    /// What it is, by the database's number (0 entry 0, 1 statement, 2 the peer's head, 3 erasure).
    public let type: UInt8
    /// The bytes that are hashed.
    public let bytes: [UInt8]
    /// What the index says of the statement; nil for other leaves.
    public let row: AuditRow?

    /// What a source found.
    public init(index: UInt64, type: UInt8, bytes: [UInt8], row: AuditRow?) {
        (self.index, self.type, self.bytes, self.row) = (index, type, bytes, row)
    }
}

/// What the index tables say of one statement.
public struct AuditRow: Hashable, Sendable {
    /// Whether the log's owner said it.
    public let isOwn: Bool
    /// Its channel.
    public let channel: String
    /// Its precedence, by number.
    public let precedence: UInt8
    /// Its epoch.
    public let epoch: [UInt8]
    /// Its number in the epoch.
    public let sequence: UInt64
    /// The digest of its bytes.
    public let digest: [UInt8]
    /// Its message id.
    public let messageID: [UInt8]
    /// Its kind.
    public let kind: String
    /// The message that it answers.
    public let inReplyTo: [UInt8]?
    /// The size of the head whose batch took it in.
    public let headSize: UInt64
    /// 0 delivered, 1 refused, 2 repeated, 3 an own statement whose message goes on in a later log of the line, or a peer's that a
    /// log before this one has.
    public let outcome: UInt8
    /// Why it was refused.
    public let refusalCode: String?
    /// UTC milliseconds.
    public let storedAt: Int64
    /// UTC milliseconds.
    public let awaitedUntil: Int64?
    /// The peer's receipt for an own statement.
    public let receipt: [UInt8]?
    /// UTC milliseconds; nil beside a receipt where the peer has lost the statement since, and it is to be sent again.
    public let receiptStoredAt: Int64?
    /// When its body was erased under a rule; UTC milliseconds.
    public let erasedAt: Int64?
    /// The receipts that logs of the peer's gave which others followed, oldest first.
    public let formerReceipts: [AuditFormerReceipt]

    /// What a source found.
    public init(
        isOwn: Bool, channel: String, precedence: UInt8, epoch: [UInt8], sequence: UInt64, digest: [UInt8],
        messageID: [UInt8], kind: String, inReplyTo: [UInt8]?, headSize: UInt64, outcome: UInt8, refusalCode: String?,
        storedAt: Int64, awaitedUntil: Int64?, receipt: [UInt8]?, receiptStoredAt: Int64?, erasedAt: Int64?,
        formerReceipts: [AuditFormerReceipt] = []
    ) {
        self.formerReceipts = formerReceipts
        (self.isOwn, self.channel, self.precedence) = (isOwn, channel, precedence)
        (self.epoch, self.sequence, self.digest) = (epoch, sequence, digest)
        (self.messageID, self.kind, self.inReplyTo) = (messageID, kind, inReplyTo)
        (self.headSize, self.outcome, self.refusalCode) = (headSize, outcome, refusalCode)
        (self.storedAt, self.awaitedUntil) = (storedAt, awaitedUntil)
        (self.receipt, self.receiptStoredAt, self.erasedAt) = (receipt, receiptStoredAt, erasedAt)
    }
}

extension AuditRow {
    /// The receipt under which the statement is with the peer now; nil where it is to be sent again.
    public var presentReceipt: [UInt8]? { receiptStoredAt == nil ? nil : receipt }

    /// When the first receipt was stored, whichever log of the peer gave it.
    public var firstReceiptStoredAt: Int64? { formerReceipts.first?.storedAt ?? receiptStoredAt }

    /// The same with other receipts.
    public func with(
        receipt: [UInt8]?, storedAt time: Int64?, former: [AuditFormerReceipt]
    ) -> AuditRow {
        AuditRow(
            isOwn: isOwn, channel: channel, precedence: precedence, epoch: epoch, sequence: sequence, digest: digest,
            messageID: messageID, kind: kind, inReplyTo: inReplyTo, headSize: headSize, outcome: outcome,
            refusalCode: refusalCode, storedAt: storedAt, awaitedUntil: awaitedUntil, receipt: receipt,
            receiptStoredAt: time, erasedAt: erasedAt, formerReceipts: former)
    }
}

/// A receipt from before the peer went on in another log.
public struct AuditFormerReceipt: Hashable, Sendable {
    /// The receipt.
    public let receipt: [UInt8]
    /// UTC milliseconds.
    public let storedAt: Int64

    /// What a source found.
    public init(receipt: [UInt8], storedAt: Int64) {
        (self.receipt, self.storedAt) = (receipt, storedAt)
    }
}

/// The head of one batch.
public struct AuditHead: Hashable, Sendable {
    /// The number of leaves.
    public let size: UInt64
    /// The root.
    public let root: [UInt8]
    /// UTC seconds.
    public let issuedAt: UInt64

    /// What a source found.
    public init(size: UInt64, root: [UInt8], issuedAt: UInt64) {
        (self.size, self.root, self.issuedAt) = (size, root, issuedAt)
    }
}

/// A signed note with a checkpoint, and its cosignature where one was given.
public struct AuditCheckpoint: Hashable, Sendable {
    /// The log whose checkpoint it is.
    public let origin: String
    /// The number of leaves.
    public let size: UInt64
    /// The root.
    public let root: [UInt8]
    /// The signed note.
    public let note: [UInt8]
    /// UTC milliseconds.
    public let storedAt: Int64
    /// When the note got its cosignature; UTC milliseconds.
    public let cosignedAt: Int64?

    /// What a source found.
    public init(origin: String, size: UInt64, root: [UInt8], note: [UInt8], storedAt: Int64, cosignedAt: Int64?) {
        (self.origin, self.size, self.root, self.note) = (origin, size, root, note)
        (self.storedAt, self.cosignedAt) = (storedAt, cosignedAt)
    }
}

/// Where a stream ends, by the index.
public struct AuditStream: Hashable, Sendable {
    /// Whether the log's owner said it.
    public let isOwn: Bool
    /// Its channel.
    public let channel: String
    /// Its precedence, by number.
    public let precedence: UInt8
    /// The leaf of its last statement.
    public let last: UInt64
    /// The leaf of the last own statement with a receipt.
    public let lastReceipted: UInt64?

    /// What a source found.
    public init(isOwn: Bool, channel: String, precedence: UInt8, last: UInt64, lastReceipted: UInt64?) {
        (self.isOwn, self.channel, self.precedence) = (isOwn, channel, precedence)
        (self.last, self.lastReceipted) = (last, lastReceipted)
    }
}

/// A body, read in parts so that none is held whole.
public protocol AuditBody: Sendable {
    /// The salt before the content.
    var salt: [UInt8] { get }
    /// The next part of the content; nil at its end.
    mutating func next() throws -> [UInt8]?
}
