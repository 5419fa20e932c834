public import HotlineCrypto
public import HotlineProtocol

/// The messages of a node. Whatever is read back was committed; its digest is checked against the bytes on every read.
public protocol MessageStore: Sendable {
    /// The message of that id, own before a peer's and delivered before refused or repeated.
    /// - Parameter isOwn: own only (true), the peers' only (false).
    func message(_ id: MessageID, isOwn: Bool?) throws(StoreError) -> StoredMessage?

    /// A page of messages, newest first, without the ones that only repeat an earlier one.
    func messages(_ query: MessageQuery) throws(StoreError) -> [StoredMessage]

    /// Those of the ids that this node has said something under.
    func ownMessages(ids: [MessageID]) throws(StoreError) -> [MessageID: StoredMessage]

    /// Those of the ids that the line's peer has used, the delivered one first: what tells a repetition.
    func peerMessages(line: LineID, ids: [MessageID]) throws(StoreError) -> [MessageID: StoredMessage]

    /// The statements of a line, both sides', that answer a message, oldest first; the newest `StoreLimits.pageRows`.
    func replies(to id: MessageID, line: LineID) throws(StoreError) -> [StoredMessage]

    /// Receipts for an own statement from logs of the peer that others followed, oldest first.
    func formerReceipts(of rowID: Int64) throws(StoreError) -> [[UInt8]]

    /// The body of a statement, checked against the statement's digest; nil where none is kept.
    func body(of rowID: Int64) throws(StoreError) -> SaltedBody?

    /// One part of a statement's body and the body's salt, as they are stored; nil where there is none.
    ///
    /// A part alone cannot be checked against the digest: check the body with `verifyBody` first.
    func bodyPart(_ index: Int, of rowID: Int64) throws(StoreError) -> (salt: [UInt8], part: BodyPart)?

    /// Checks a statement's body against its digest, without ever holding the whole of it.
    /// - Throws: `damaged`, or `notFound` where no body is kept.
    func verifyBody(of rowID: Int64) throws(StoreError)

    /// The content that a spool holds so far.
    func content(of spool: SpoolID) throws(StoreError) -> [UInt8]

    /// The statement at one place of a stream.
    func statement(
        line: LineID, isOwn: Bool, stream: Stream, ordinal: Ordinal
    ) throws(StoreError) -> StoredMessage?

    /// Own statements without a receipt, oldest first: what is still to be sent.
    /// - Parameters:
    ///   - afterRowID: only rows above this one; 0 for all.
    ///   - known: the statement of a digest, where the caller has it still; the others are read.
    func unreceipted(
        line: LineID, stream: Stream, afterRowID: Int64, limit: Int, known: (Digest) -> SignedStatement?
    ) throws(StoreError) -> [OutgoingStatement]

    /// The newest own statement with a receipt, for each stream that has one.
    func lastReceipted(line: LineID) throws(StoreError) -> [Stream: StoredMessage]

    /// How many own statements have no receipt.
    func queuedCount(line: LineID) throws(StoreError) -> Int

    /// The row of the newest statement, of any line; 0 where there is none. Rows rise in order of commit.
    func newestRow() throws(StoreError) -> Int64

    /// The delivered statement, of either side, that asks for an acknowledgement, has neither it nor a refusal, and is due
    /// next after a position; those of a removed line are passed over.
    func nextAwaited(after position: AwaitedPosition, in rows: RowSpan) throws(StoreError) -> AwaitedMessage?

    /// The place of such a statement that is due first among these rows, removed lines with the others. It reads all of the
    /// rows: a span is to be what was committed since the last look.
    func earliestAwaited(in rows: RowSpan) throws(StoreError) -> AwaitedPosition?

    /// How many such statements of a line were due at a time or before.
    func overdueCount(line: LineID, at time: UTCTime) throws(StoreError) -> Int
}

/// All that a node keeps: `SQLiteStore` implements it; another database may stand beside it.
public typealias Store = LineStore & LogStore & MessageStore & ErasureStore
