public import HotlineCrypto
public import TransparencyLog

/// Why a ledger does not take something.
public enum LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The statement does not follow the last one held of its stream.
    case outOfOrder
    /// The statement could not be made.
    case statement(StatementError)

    /// The value as logs and people read it.
    public var description: String {
        switch self {
        case .outOfOrder: "the statement does not follow the last one of its stream"
        case .statement(let error): error.description
        }
    }
}

/// What is known of a line's log when its database is opened.
public struct LedgerState: Hashable, Sendable {
    /// The right edge of the tree.
    public var frontier: TreeFrontier
    /// The last own statement of each stream, of whatever epoch.
    public var ownTails: [Stream: StreamTail]
    /// The last statement of each of the peer's streams.
    public var peerTails: [Stream: StreamTail]
    /// The largest head held of the peer's log.
    public var held: SignedHead?

    /// A state; the default is that of a log with nothing in it.
    public init(
        frontier: TreeFrontier = TreeFrontier(), ownTails: [Stream: StreamTail] = [:],
        peerTails: [Stream: StreamTail] = [:], held: SignedHead? = nil
    ) {
        self.frontier = frontier
        self.ownTails = ownTails
        self.peerTails = peerTails
        self.held = held
    }
}

/// Builds what a commit adds to one line's log. A value without I/O: the caller keeps the value from before the batch
/// until the commit has succeeded, and goes back to it where the store was full.
public struct LineLedger: Sendable {
    /// This node.
    public let local: KeyLine
    /// The other node.
    public let peer: KeyLine
    /// Entry 0 of this node's log.
    public let opening: LogOpening
    /// The epoch in which own statements are numbered.
    public let epoch: Epoch
    /// Where the log stands, the batch being built included.
    public private(set) var state: LedgerState
    private var entries: [LogEntry] = []
    private var hashes: [Digest] = []
    private var receipts: [ReceiptRecord] = []
    private var checkpoints: [CheckpointRecord] = []
    /// The log that the peer has gone on in since this ledger was made; nothing that waits from before is of it.
    private var peerLog: LogOrigin?

    /// A ledger that goes on from `state`.
    public init(local: KeyLine, peer: KeyLine, opening: LogOpening, epoch: Epoch, state: LedgerState) {
        self.local = local
        self.peer = peer
        self.opening = opening
        self.epoch = epoch
        self.state = state
    }

    /// A ledger of a log that does not exist yet: its first batch begins with entry 0.
    public init(new opening: LogOpening, epoch: Epoch) {
        self.init(
            local: KeyLine(name: opening.origin.owner, key: opening.ownerKey),
            peer: KeyLine(name: opening.origin.peer, key: opening.peerKey), opening: opening, epoch: epoch,
            state: LedgerState())
        append(.opening(opening))
    }

    /// The batch that opens a new log: entry 0 alone.
    public static func open(
        _ opening: LogOpening, local: KeyLine, peer: KeyLine, epoch: Epoch, at time: UTCTime
    ) -> LogBatch {
        var ledger = LineLedger(local: local, peer: peer, opening: opening, epoch: epoch, state: LedgerState())
        ledger.append(.opening(opening))
        return ledger.seal(at: time)
    }

    /// Numbers, chains and signs what a client submitted, and appends it.
    @discardableResult
    public mutating func issue(
        _ submission: Submission, agreement: Agreement, key: SigningKey, at time: UTCTime
    ) throws(LedgerError) -> SignedStatement {
        let tail = state.ownTails[submission.stream]
        let sequence = tail.map { $0.ordinal.epoch == epoch ? $0.ordinal.sequence + 1 : 1 } ?? 1
        guard let ordinal = Ordinal(epoch: epoch, sequence: sequence) else { throw .outOfOrder }
        let signed: SignedStatement
        do {
            signed = try sign(submission, ordinal, tail?.digest ?? .zero, agreement, key, time)
        } catch {
            throw .statement(error)
        }
        append(.own(signed, submission.keptBody))
        state.ownTails[submission.stream] = StreamTail(ordinal: ordinal, digest: signed.digest)
        return signed
    }

    /// Appends a statement of the peer, if it is the next of its stream.
    /// - Returns: false where the log holds it already; the caller answers with the receipt given before.
    public mutating func take(_ verified: VerifiedStatement, outcome: Outcome) throws(LedgerError) -> Bool {
        let statement = verified.statement
        switch StreamOrder.place(of: verified.signed, after: state.peerTails[statement.stream]) {
        case .next:
            append(.peer(verified, outcome))
            state.peerTails[statement.stream] = StreamTail(
                ordinal: statement.ordinal, digest: verified.signed.digest)
            return true
        case .earlier:
            return false
        case .gap, .broken:
            throw .outOfOrder
        }
    }

    /// A ledger of a log that follows another: its first batch begins with entry 0, its streams go on.
    public init(succeeding opening: LogOpening, epoch: Epoch, state: LedgerState) {
        var state = state
        state.frontier = TreeFrontier()
        self.init(
            local: KeyLine(name: opening.origin.owner, key: opening.ownerKey),
            peer: KeyLine(name: opening.origin.peer, key: opening.peerKey), opening: opening, epoch: epoch,
            state: state)
        append(.opening(opening))
    }

    /// Appends an own statement that the peer gave back, or that a log before this one has, if it is the next of its stream.
    public mutating func takeBack(_ verified: VerifiedStatement, _ body: KeptBody) throws(LedgerError) {
        let stream = verified.statement.stream
        guard StreamOrder.place(of: verified.signed, after: state.ownTails[stream]) == .next else { throw .outOfOrder }
        append(.own(verified.signed, body))
        state.ownTails[stream] = StreamTail(ordinal: verified.statement.ordinal, digest: verified.signed.digest)
    }

    /// Issues a message again whose statement the peer never took: under the same id, in this epoch, after the last statement
    /// of its stream. The epoch has to be one in which the log before this one has nothing.
    public mutating func issueAgain(
        _ statement: Statement, _ body: KeptBody, key: SigningKey, at time: UTCTime
    ) throws(LedgerError) {
        let tail = state.ownTails[statement.stream]
        let sequence = tail.map { $0.ordinal.epoch == epoch ? $0.ordinal.sequence + 1 : 1 } ?? 1
        guard let ordinal = Ordinal(epoch: epoch, sequence: sequence) else { throw .outOfOrder }
        let signed: SignedStatement
        do {
            let again = statement.issued(again: ordinal, after: tail?.digest ?? .zero, at: time)
            signed = try SignedStatement(signing: again, key: key)
        } catch {
            throw .statement(error)
        }
        append(.own(signed, body))
        state.ownTails[statement.stream] = StreamTail(ordinal: ordinal, digest: signed.digest)
    }

    /// Appends a statement of the peer that a log before this one has: its stream stays where it is.
    public mutating func takeAgain(_ verified: VerifiedStatement) { append(.peer(verified, .loggedAgain)) }

    /// The peer goes on in a new log: nothing is held of it yet.
    public mutating func beginPeerLog(_ origin: LogOrigin) { (state.held, peerLog) = (nil, origin) }

    /// Appends the record that the bodies of these leaves are erased; the store removes them in the same commit.
    ///
    /// - Parameters:
    ///   - leaves: leaves of statements that were committed before, in any order.
    ///   - log: their log, where it is one that this one follows.
    @discardableResult
    public mutating func erase(
        _ leaves: Set<UInt64>, of log: LogOrigin? = nil, because reason: ErasureReason, key: SigningKey,
        at time: UTCTime
    ) throws(LogError) -> Erasure {
        let committed = state.frontier.size - UInt64(entries.count)
        let isFormer = log.map { $0 != opening.origin } ?? false
        guard isFormer || leaves.allSatisfy({ $0 < committed }) else { throw .malformed("leaves") }
        let erasure = try Erasure(
            signing: leaves.sorted(), of: log, because: reason, origin: opening.origin, key: key, at: time)
        append(.erasure(erasure))
        return erasure
    }

    /// Whether what was checked against this head of the peer's log, and leads on to `offered`, follows what is held. Two
    /// sessions may each have begun from the same head: what the one brought, the other has not seen, and a fork could hide
    /// between them. Nothing held of one log is not nothing held of another.
    public func holds(_ witnessed: SignedHead?, before offered: SignedHead) -> Bool {
        guard peerLog == nil || offered.head.origin == peerLog else { return false }
        let heads = [state.held].compactMap { $0 } + receipts.map(\.receipt.head) + checkpointHeads
        let newest = heads.max { $0.head.size < $1.head.size }
        return newest?.head.origin == witnessed?.head.origin && newest?.head.size == witnessed?.head.size
            && newest?.head.root == witnessed?.head.root
    }

    /// Keeps receipts that the peer sent for own statements.
    public mutating func take(_ records: [ReceiptRecord]) {
        receipts += records
    }

    /// Keeps a checkpoint of the peer, checked against the head held, or an own one that the peer cosigned.
    public mutating func take(_ checkpoint: CheckpointRecord) {
        checkpoints.append(checkpoint)
    }

    private var checkpointHeads: [SignedHead] {
        checkpoints.compactMap { record in
            if case .peers(let witnessed) = record { witnessed.head } else { nil }
        }
    }

    /// Ends the batch: logs the largest head that its receipts brought, and gives what the store is to write. A checkpoint's
    /// head is held and not logged: a quiet log stays as long as it is, however often it is witnessed.
    public mutating func seal(at time: UTCTime) -> LogBatch {
        let newest = receipts.map(\.receipt.head).max { $0.head.size < $1.head.size }
        if let newest, newest.head.size > state.held?.head.size ?? 0 {
            append(.peerHead(newest))
            state.held = newest
        }
        for head in checkpointHeads where head.head.size > state.held?.head.size ?? 0 { state.held = head }
        let head = Head(
            origin: opening.origin, size: state.frontier.size, root: state.frontier.root, issuedAt: time.seconds)
        let before = MerkleTree.storedCount(size: state.frontier.size) - UInt64(hashes.count)
        defer { (entries, hashes, receipts, checkpoints) = ([], [], [], []) }
        return LogBatch(
            origin: opening.origin, entries: entries, firstPosition: before, hashes: hashes, head: head,
            receipts: receipts, checkpoints: checkpoints, held: state.held, time: time)
    }

    private mutating func append(_ content: LogEntry.Content) {
        let entry = LogEntry(index: state.frontier.size, content: content)
        hashes += state.frontier.append(MerkleTree.leafHash(entry.bytes))
        entries.append(entry)
    }

    private func sign(
        _ submission: Submission, _ ordinal: Ordinal, _ previous: Digest, _ agreement: Agreement, _ key: SigningKey,
        _ time: UTCTime
    ) throws(StatementError) -> SignedStatement {
        let body = BodyDescriptor(
            digest: submission.body.digest, size: submission.body.content.count, mediaType: submission.mediaType,
            language: submission.language)
        guard let body else { throw .malformed("media type or language") }
        let statement = Statement(
            sender: local.name, recipient: peer.name, stream: submission.stream, ordinal: ordinal, previous: previous,
            kind: submission.kind, messageID: submission.messageID, agreement: agreement.digest, body: body,
            tlp: submission.tlp, inReplyTo: submission.inReplyTo, acknowledgeBy: submission.acknowledgeBy,
            details: submission.details, issuedAt: time.seconds, isUnderstood: true)
        return try SignedStatement(signing: statement, key: key)
    }
}
