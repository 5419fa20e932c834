public import HotlineProtocol
public import TransparencyLog

/// The logs of a node: what `LineLedger` built is written here, and becomes durable here.
public protocol LogStore: Sendable {
    /// Reads the tree hashes of a log.
    associatedtype Hashes: HashReader & Sendable

    /// The epoch in which own statements are numbered while the store is open.
    var epoch: Epoch { get }

    /// Where a log stands: what a `LineLedger` goes on from.
    func ledgerState(of line: LineID) throws(StoreError) -> LedgerState

    /// Writes all batches in one transaction with one fsync, in the given order; they are durable when this returns.
    ///
    /// Cancelling the task does not interrupt it.
    /// - Throws: `full` and `conflict` where nothing was written and the caller goes on from the ledgers of before;
    ///   `failed` where the outcome is unknown and the process must `_exit`.
    /// - Parameter spools: parts of bodies, kept or let go before the batches are written.
    func commit(_ batches: [LogBatch], spools: [SpoolChange]) async throws(StoreError) -> [DurableBatch]

    /// Whether a body is on its way under this name, or not all of its parts are let go yet.
    func holds(_ spool: SpoolID) throws(StoreError) -> Bool

    /// The number of the newest spool; the next one is larger.
    func lastSpool() throws(StoreError) -> SpoolID

    /// The tree hashes of a log; they include the last commit.
    func hashes(of line: LineID) -> Hashes

    /// Leaves in order, from an index, at most `limit` and `StoreLimits.pageRows`.
    func leaves(of line: LineID, from index: UInt64, limit: Int) throws(StoreError) -> [StoredLeaf]

    /// The newest committed head of a log.
    func head(of line: LineID) throws(StoreError) -> Head

    /// The checkpoints that are kept of a log of the line, this node's or the peer's, the largest first, at most `limit` and
    /// `StoreLimits.pageRows`.
    func checkpoints(of line: LineID, origin: LogOrigin, limit: Int) throws(StoreError) -> [StoredCheckpoint]
}
