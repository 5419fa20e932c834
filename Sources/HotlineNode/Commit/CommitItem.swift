internal import HotlineProtocol
internal import HotlineStore

/// How a submission ended.
enum SubmitOutcome: Hashable, Sendable {
    /// It is committed, at that time.
    case stored(DurableStatement, at: UTCTime)
    /// The same content under the same id was there before.
    case alreadyThere
}

/// Why a submission was not taken.
enum SubmitFailure: Error, Sendable {
    /// The id was used before with other content.
    case conflict
    /// The disk is full; nothing was changed.
    case storeFull
    /// The store refused the batch; nothing was changed.
    case notStored(String)
    /// The node is stopping, or the line is gone.
    case closed
    /// The id was used before, and the content was erased: the two cannot be compared.
    case erased
    /// Too many submissions wait.
    case busy
    /// The statement could not be made.
    case refused(LedgerError)
}

/// Something that waits for the store.
enum CommitItem: Sendable {
    case submission(LineID, Submission, CheckedContinuation<SubmitOutcome, any Error>)
    case arrival(LineID, session: UInt64, VerifiedStatement, KeptBody, refusal: RefusalCode?)
    case receipts(LineID, session: UInt64, [ReceiptRecord])
    /// A checkpoint of either log: with the peer's receipts, in the order in which they came.
    case checkpoint(LineID, session: UInt64, CheckpointRecord)
    case part(LineID, SpooledPart, CheckedContinuation<Void, any Error>?)
    /// A peer's statement that a log before this one has, to be logged again so that it can be receipted.
    case again(LineID, session: UInt64, VerifiedStatement)
    /// The parts of a body without a statement; after them in their queue.
    case discard(LineID, SpoolID, Precedence)
    case erasure(LineID, ErasureOrder, CheckedContinuation<ErasureOutcome, any Error>)

    var line: LineID {
        switch self {
        case .submission(let line, _, _), .arrival(let line, _, _, _, _), .receipts(let line, _, _),
            .checkpoint(let line, _, _), .part(let line, _, _), .again(let line, _, _), .discard(let line, _, _),
            .erasure(let line, _, _):
            line
        }
    }

    /// The session in which it came; nil for what this node's own clients sent.
    var session: UInt64? {
        switch self {
        case .arrival(_, let session, _, _, _), .receipts(_, let session, _), .again(_, let session, _),
            .checkpoint(_, let session, _):
            session
        case .part(_, let part, _): part.session
        case .submission, .discard, .erasure: nil
        }
    }

    /// The parts of a long body that it brings or lets go.
    var spool: SpoolID? {
        switch self {
        case .submission(_, let submission, _): submission.spool
        case .arrival(_, _, _, .spooled(let spool, _), _): spool
        case .part(_, let part, _): part.spool
        case .discard(_, let spool, _): spool
        case .arrival, .receipts, .again, .checkpoint, .erasure: nil
        }
    }

    /// The same where the line has gone on in another log: only what this node's own clients want goes with it.
    func moved(to line: LineID) -> CommitItem {
        switch self {
        case .submission(_, let submission, let answer): .submission(line, submission, answer)
        case .part(_, let part, let answer): .part(line, part, answer)
        case .discard(_, let spool, let precedence): .discard(line, spool, precedence)
        case .erasure(_, let order, let answer): .erasure(line, order, answer)
        case .arrival, .receipts, .again, .checkpoint: self
        }
    }

    /// Receipts free credit on the other side and are small: they go with the most urgent.
    var precedence: Precedence {
        switch self {
        case .submission(_, let submission, _): submission.stream.precedence
        case .arrival(_, _, let verified, _, _): verified.statement.stream.precedence
        case .part(_, let part, _): part.precedence
        case .discard(_, _, let precedence): precedence
        case .receipts, .again, .checkpoint: .flash
        case .erasure: .routine
        }
    }

    var bytes: Int {
        switch self {
        case .submission(_, let submission, _):
            submission.signedBytes + (submission.spool == nil ? submission.body.content.count : 0)
        case .arrival(_, _, let verified, .whole(let body), _): verified.signed.bytes.count + body.content.count
        case .arrival(_, _, let verified, .spooled, _), .arrival(_, _, let verified, .absent, _),
            .again(_, _, let verified):
            verified.signed.bytes.count
        case .part(_, let part, _): part.part.bytes.count
        case .discard: Limits.batchBytes
        case .erasure(_, let order, _): min(order.bytes + Limits.erasureBytes, Limits.batchBytes)
        case .receipts(_, _, let records): records.count * Limits.headBytes
        case .checkpoint: Limits.headBytes + Limits.checkpointBytes
        }
    }
}

/// A part of a long body on its way to the store.
struct SpooledPart: Sendable {
    let spool: SpoolID
    let part: BodyPart
    let precedence: Precedence
    /// The session in which it came; nil for what this node's own clients sent.
    let session: UInt64?
}

extension Submission {
    /// About what its statement will have, to fill batches by; the kind-specific part is the rest of it.
    fileprivate var signedBytes: Int { 512 + Limits.detailsBytes }
}

/// What one commit brought to one line.
struct LineCommit: Sendable {
    /// What was committed; nil where everything in the batch was there before.
    var durable: DurableBatch?
    /// The peer's statements that came in a session, new or there before: receipts are owed in that session.
    var arrived: [(session: UInt64, statement: DurableStatement)] = []
    /// Statements of logs before this one that were logged again: receipts are owed in that session.
    var again: [(session: UInt64, statement: DurableStatement)] = []
    /// The peer's checkpoints: cosignatures are owed in their sessions.
    var witnessed: [(session: UInt64, checkpoint: DurableCheckpoint)] = []
    /// Sessions in which a statement came that could not be taken, with the reason.
    var broken: [(session: UInt64, failure: SessionFailure)] = []
    /// Sessions in which a statement came that the store could not compare with what it holds.
    var unread: [UInt64] = []
}
