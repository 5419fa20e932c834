public import HotlineProtocol

/// What a line needs to go on in a new log after its database was restored from an older copy.
public struct Succession: Sendable {
    /// The log before it, at the highest head that the peer holds.
    public let predecessor: Predecessor
    /// Own statements that the peer gave back, each stream in its order, with the bodies that came.
    public let returned: [(verified: VerifiedStatement, body: KeptBody)]

    /// A succession.
    public init(predecessor: Predecessor, returned: [(verified: VerifiedStatement, body: KeptBody)]) {
        self.predecessor = predecessor
        self.returned = returned
    }
}

/// A line that goes on in a new log.
public struct SucceededLine: Sendable {
    /// The line, with its new row.
    public let record: LineRecord
    /// Its ledger, after all that the new log begins with.
    public let ledger: LineLedger
    /// Own statements that the store had lost.
    public let restored: Int
    /// Messages that the peer never took, issued again.
    public let issuedAgain: Int
}

/// A log of the peer's that another one followed.
public struct FormerPeerLog: Hashable, Sendable {
    /// Its entry 0.
    public let opening: LogOpening
    /// The largest head that was held of it; nil for none beyond entry 0.
    public let held: SignedHead?
    /// When the log that followed was taken.
    public let succeededAt: UTCTime
}
