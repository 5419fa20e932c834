public import HotlineProtocol

/// How a body was erased.
public struct StoredErasure: Hashable, Sendable {
    /// When, by the commit that removed it.
    public let at: UTCTime
    /// The log that has the record: that of the statement, or a later one of the line.
    public let log: LogOrigin
    /// The leaf of the record in it.
    public let leafIndex: UInt64
    /// Why.
    public let reason: ErasureReason
    /// Whether the bytes are gone from the database's files. Until then they are out of the database, and its
    /// write-ahead log still holds them.
    public let isFinished: Bool
}

/// A body that is kept, with what decides whether it may be erased.
public struct KeptBodyRecord: Hashable, Sendable {
    /// The statement's row.
    public let rowID: Int64
    /// The line, or a former log of it.
    public let line: LineID
    /// The statement's log.
    public let log: LogOrigin
    /// The statement's leaf.
    public let leafIndex: UInt64
    /// Its channel and precedence.
    public let stream: Stream
    /// Its kind.
    public let kind: KindName
    /// This node said it, and has no receipt for it.
    public let isUnreceipted: Bool
    /// When it was committed here.
    public let storedAt: UTCTime
    /// Until when an acknowledgement is awaited; nil where none is, or it came.
    public let awaitedUntil: UTCTime?
    /// The content's size in bytes.
    public let size: Int

    /// A body that is kept.
    public init(
        rowID: Int64, line: LineID, log: LogOrigin, leafIndex: UInt64, stream: Stream, kind: KindName,
        isUnreceipted: Bool, storedAt: UTCTime, awaitedUntil: UTCTime?, size: Int
    ) {
        (self.rowID, self.line, self.log, self.leafIndex, self.stream, self.kind) = (
            rowID, line, log, leafIndex, stream, kind
        )
        (self.isUnreceipted, self.storedAt, self.awaitedUntil) = (isUnreceipted, storedAt, awaitedUntil)
        self.size = size
    }
}

/// Erasing. The removal itself is part of `LogStore.commit`: a batch with an `Erasure` among its entries removes the bodies of
/// the leaves that it names, with their salts, and refuses as `conflict` what may not be erased. A record stands in the newest
/// log of a line, whichever of the line's logs has the statements.
public protocol ErasureStore: Sendable {
    /// How a statement's body was erased; nil where it was not.
    func erasure(of rowID: Int64) throws(StoreError) -> StoredErasure?

    /// The body of a statement, if one is kept.
    func keptBody(of rowID: Int64) throws(StoreError) -> KeptBodyRecord?

    /// Bodies that are kept, of statements above a row, in order; at most `limit` and `StoreLimits.pageRows`.
    func keptBodies(after rowID: Int64, limit: Int) throws(StoreError) -> [KeptBodyRecord]

    /// The newest of a line's logs.
    func newestLog(of line: LineID) throws(StoreError) -> LineID

    /// How many records were committed whose bytes are still in the database's files.
    var unfinishedErasures: Int { get }

    /// Moves the write-ahead log into the database file and empties it, synced: with it the erased bytes are gone.
    ///
    /// - Returns: false where somebody reads what was before, or there is no space; ask again.
    /// - Throws: `failed`: the process must `_exit`.
    func finishErasing() throws(StoreError) -> Bool
}
