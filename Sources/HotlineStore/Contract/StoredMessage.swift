public import HotlineCrypto
@_spi(Store) public import HotlineProtocol

/// What became of a statement when it was stored.
public enum StoredOutcome: Hashable, Sendable {
    /// It is there with its body. Own statements are always stored so.
    case delivered
    /// The peer's statement was logged and receipted, its body dropped.
    case refused(RefusalCode)
    /// The peer's message was delivered before; this is the same one issued again.
    case repeated
    /// Another log of the line has it: a peer's statement that was logged again, or an own one that was.
    case elsewhere
}

/// A statement read back from where it was committed, with all that the store knows of it but the body.
public struct StoredMessage: Hashable, Sendable {
    /// The statement's row: rises in order of commit, and within a batch in order of the log.
    public let rowID: Int64
    /// The line.
    public let line: LineID
    /// The other node of the line, whoever said it.
    public let peer: NodeName
    /// Whether this node said it.
    public let isOwn: Bool
    /// The statement with its bytes.
    public let signed: SignedStatement
    /// Its leaf in this node's log.
    public let leafIndex: UInt64
    /// The head of the batch that took it in.
    public let head: Head
    /// When the commit that stored it began: the legal time of receipt of a peer's statement.
    public let storedAt: UTCTime
    /// What became of it.
    public let outcome: StoredOutcome
    /// The peer's receipt, a COSE Receipt with one proof; own statements only, once it came.
    public let receipt: [UInt8]?
    /// When the receipt was stored.
    public let receiptStoredAt: UTCTime?

    /// What a receipt can be issued for.
    public var durable: DurableStatement {
        DurableStatement(stored: signed, leafIndex: leafIndex, head: head, isOwn: isOwn)
    }
}

/// Which messages to list, newest first.
public struct MessageQuery: Hashable, Sendable {
    /// Of this line only.
    public var line: LineID?
    /// Own only (true), the peer's only (false).
    public var isOwn: Bool?
    /// On this channel only.
    public var channel: ChannelName?
    /// Only rows below this one: the last row of the page before.
    public var beforeRowID: Int64?
    /// Rows at most, up to `StoreLimits.pageRows`.
    public var limit: Int

    /// The newest messages of all lines.
    public init(
        line: LineID? = nil, isOwn: Bool? = nil, channel: ChannelName? = nil, beforeRowID: Int64? = nil,
        limit: Int = StoreLimits.pageRows
    ) {
        self.line = line
        self.isOwn = isOwn
        self.channel = channel
        self.beforeRowID = beforeRowID
        self.limit = limit
    }
}

/// One leaf of a log, as stored.
public struct StoredLeaf: Hashable, Sendable {
    /// What a leaf is; the numbers are those of the database.
    public enum Kind: UInt8, CaseIterable, Hashable, Sendable {
        /// Entry 0.
        case opening = 0
        /// A statement, own or the peer's.
        case statement = 1
        /// A head of the peer's log.
        case head = 2
        /// The record that bodies were erased.
        case erasure = 3
    }

    /// Its index in the log, from 0.
    public let index: UInt64
    /// What it is.
    public let type: Kind
    /// The bytes that are hashed.
    public let bytes: [UInt8]
    /// The stored leaf hash; whoever audits compares it with the bytes.
    public let leafHash: Digest
}
