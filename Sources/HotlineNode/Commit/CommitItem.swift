internal import HotlineProtocol
internal import HotlineStore

/// How a submission ended.
enum SubmitOutcome: Sendable {
    /// It is committed.
    case stored
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
    /// Too many submissions wait.
    case busy
    /// The statement could not be made.
    case refused(LedgerError)
}

/// Something that waits for the store.
enum CommitItem: Sendable {
    case submission(LineID, Submission, CheckedContinuation<SubmitOutcome, any Error>)
    case arrival(LineID, session: UInt64, Arrival, refusal: RefusalCode?)
    case receipts(LineID, session: UInt64, [ReceiptRecord])

    var line: LineID {
        switch self {
        case .submission(let line, _, _), .arrival(let line, _, _, _), .receipts(let line, _, _): line
        }
    }

    /// Receipts free credit on the other side and are small: they go with the most urgent.
    var precedence: Precedence {
        switch self {
        case .submission(_, let submission, _): submission.stream.precedence
        case .arrival(_, _, let arrival, _): arrival.verified.statement.stream.precedence
        case .receipts: .flash
        }
    }

    var bytes: Int {
        switch self {
        case .submission(_, let submission, _): Limits.statementBytes + submission.body.content.count
        case .arrival(_, _, let arrival, _): Limits.statementBytes + arrival.body.content.count
        case .receipts(_, _, let records): records.count * Limits.headBytes
        }
    }
}

/// What one commit brought to one line.
struct LineCommit: Sendable {
    /// What was committed; nil where everything in the batch was there before.
    var durable: DurableBatch?
    /// The peer's statements that came in a session, new or there before: receipts are owed in that session.
    var arrived: [(session: UInt64, statement: DurableStatement)] = []
    /// Sessions in which a statement came that could not be taken, with the reason.
    var broken: [(session: UInt64, failure: SessionFailure)] = []
    /// Sessions in which a statement came that the store could not compare with what it holds.
    var unread: [UInt64] = []
}
