public import HotlineCrypto
public import HotlineProtocol

/// The lines of a node: whom it has pinned, and what it has against them.
///
/// Every change is on the disk when its function returns. All functions block for the time of a small transaction.
public protocol LineStore: Sendable {
    /// The lines that are not removed, in order of their making.
    func lines() throws(StoreError) -> [LineRecord]

    /// The peer of a line, also of a removed one.
    func peer(of line: LineID) throws(StoreError) -> KeyLine

    /// Pins a peer and opens the log of the line: entry 0 is signed and committed in the same transaction.
    ///
    /// The same key line again replaces the routes and keeps the log, also after a removal.
    /// - Parameters:
    ///   - key: this node's own, to sign entry 0.
    ///   - logID: `LogOrigin.idByteCount` random bytes, used where a new log is opened.
    /// - Throws: `peerKeyConflict` where the name or the key is pinned otherwise; `ownIdentity`.
    func addLine(
        peer: KeyLine, routes: [String], key: SigningKey, at time: UTCTime, logID: [UInt8]
    ) throws(StoreError) -> LineRecord

    /// Replaces the routes, at most `StoreLimits.routes`.
    func setRoutes(_ line: LineID, _ routes: [String]) throws(StoreError)

    /// Records that the safety number was compared.
    func markVerified(_ line: LineID, at time: UTCTime) throws(StoreError)

    /// Unpins the peer. All records stay; the mark of verification and the routes go.
    func removeLine(_ line: LineID, at time: UTCTime) throws(StoreError)

    /// Keeps entry 0 of the peer's log. A different one under the same line is refused as `conflict`.
    func setPeerOpening(_ line: LineID, _ opening: LogOpening) throws(StoreError)

    /// Stops the line and keeps both heads. A line that is stopped already stays stopped for its first reason;
    /// a removed one is stopped too, and is so when it is added again.
    func stopLine(
        _ line: LineID, reason: String, held: [UInt8]?, offered: [UInt8]?, at time: UTCTime
    ) throws(StoreError)

    /// The same with any number of signed objects.
    func stopLine(
        _ line: LineID, reason: String, objects: [[UInt8]], at time: UTCTime
    ) throws(StoreError)

    /// Keeps signed objects that contradict each other, of a removed peer too.
    func addEvidence(
        _ line: LineID, reason: String, objects: [[UInt8]], at time: UTCTime
    ) throws(StoreError)

    /// The lines against whose peers something is kept, removed ones too.
    func linesWithEvidence() throws(StoreError) -> [LineID]

    /// What is kept against the peer, oldest first, at most `StoreLimits.pageRows`.
    func evidence(of line: LineID) throws(StoreError) -> [Evidence]
}
