public import HotlineCrypto
@_spi(Store) public import HotlineProtocol
import TransparencyLog

/// One side of a line with its store in memory: what a node is to a session machine, without sockets, files and time.
///
/// A value, so that a copy is what a backup is to a node.
public struct MemoryParty: Sendable {
    /// An own statement in the store.
    public struct Own: Hashable, Sendable {
        /// The statement and where it is in the log.
        public let durable: DurableStatement
        /// Its body.
        public let body: SaltedBody
        /// The receipt, once it is stored.
        public var receipt: VerifiedReceipt?
        /// Its place in the order of the store.
        public let position: Int64

        /// The statement with its place in the order of the store.
        public var outgoing: OutgoingStatement { OutgoingStatement(position: position, signed: durable.signed) }
    }

    /// A peer's statement in the store.
    public struct Taken: Hashable, Sendable {
        /// The statement and where it is in the log.
        public let durable: DurableStatement
        /// What became of it.
        public let outcome: Outcome
    }

    /// This side's name and key.
    public let identity: TestIdentity
    /// The other side's name and key.
    public let peer: KeyLine
    /// Entry 0 of this side's log.
    public let opening: LogOpening
    /// Entry 0 of the peer's log, once a HELLO has shown it.
    public internal(set) var peerOpening: LogOpening?
    /// Builds the batches; it stands where the last commit left it.
    public internal(set) var ledger: LineLedger
    /// The stored hashes of this side's log.
    public internal(set) var hashes = MemoryHashes()
    /// The log's leaves.
    public internal(set) var leaves: [LogEntry] = []
    /// The head after the last commit.
    public internal(set) var head: Head
    /// Own statements in order of the store.
    public internal(set) var own: [Own] = []
    /// The peer's statements in order of the store.
    public internal(set) var taken: [Taken] = []
    /// The session, while there is one.
    public var session: SessionMachine?
    /// The part of a stream's bodies that this side's store cannot read.
    public var unreadable: (stream: Stream, part: Int)?
    /// How many times this side has dialled.
    public var dials: UInt64 = 0

    /// What this side's HELLO offers; nothing, as the version without capabilities.
    public var capabilities: [String] = []
    /// The peer's checkpoints that were committed here, and this side's with the peer's cosignature.
    public internal(set) var checkpoints: [CheckpointRecord] = []
    /// The answers of the peer that did not cosign: the checkpoint's size, and the size that it says it holds.
    public internal(set) var declined: [(size: UInt64, held: UInt64)] = []

    var submissions: [Submission] = []
    var witnessing: [(record: CheckpointRecord, session: UInt64)] = []
    var arrivals: [(arrival: Arrival, body: SaltedBody, session: UInt64)] = []
    /// What has come of long bodies, by their transfers.
    var parts: [UInt64: [UInt8]] = [:]
    /// Grows with each session: what came over an earlier one is owed no receipt in this one.
    var sessionNumber: UInt64 = 0
    var records: [ReceiptRecord] = []
    /// Every frame of a receipt that was made, so that a test can look at its bytes.
    public internal(set) var issued: [ReceiptFrame] = []

    /// A party with a log that holds entry 0 alone.
    public init(_ identity: TestIdentity, peer: TestIdentity, epoch: UInt8 = 1) throws {
        try self.init(identity, peer: peer.line, opening: try Sample.opening(identity, peer), epoch: epoch)
    }

    /// A party whose peer's private key the test does not have.
    public init(_ identity: TestIdentity, peer: KeyLine, opening: LogOpening, epoch: UInt8) throws {
        let epoch = try Sample.epoch(epoch)
        self.identity = identity
        self.peer = peer
        self.opening = opening
        let batch = LineLedger.open(opening, local: identity.line, peer: peer, epoch: epoch, at: Sample.time)
        head = batch.head
        ledger = LineLedger(local: identity.line, peer: peer, opening: opening, epoch: epoch, state: LedgerState())
        hashes.append(batch.hashes)
        leaves = batch.entries
        try reopen(epoch: epoch)
    }

    /// Whether something waits for the next commit.
    public var hasUncommitted: Bool {
        !submissions.isEmpty || !arrivals.isEmpty || !records.isEmpty || !witnessing.isEmpty
    }

    /// The peer's delivered statements, in order of the store.
    public var delivered: [Statement] {
        taken.compactMap {
            if case .delivered = $0.outcome { $0.durable.signed.statement } else { nil }
        }
    }

    /// Own statements without a stored receipt.
    public var unreceipted: [Own] { own.filter { $0.receipt == nil } }

    /// A client's request; it is stored by the next commit.
    public mutating func submit(_ submission: Submission) {
        submissions.append(submission)
    }

    /// Opens the store again, as after a crash: what was not committed and the session are gone.
    public mutating func reopen(epoch: Epoch) throws {
        disconnect()
        (submissions, arrivals, records, witnessing) = ([], [], [], [])
        var state = LedgerState(frontier: try TreeFrontier(size: head.size, reader: hashes))
        for one in own { state.ownTails[one.durable.signed.statement.stream] = one.durable.signed.tail }
        for one in taken { state.peerTails[one.durable.signed.statement.stream] = one.durable.signed.tail }
        state.held = ledger.state.held
        ledger = LineLedger(local: identity.line, peer: peer, opening: opening, epoch: epoch, state: state)
    }
}

extension SignedStatement {
    /// What the next statement of the stream has to follow.
    public var tail: StreamTail { StreamTail(ordinal: statement.ordinal, digest: digest) }
}
