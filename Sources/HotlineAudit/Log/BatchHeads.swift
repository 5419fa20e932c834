internal import HotlineCrypto
internal import HotlineProtocol

/// The heads of a log, one a batch, in the order of its leaves: each root must be that of the leaves before it, and each row
/// must name the batch that took its statement in.
struct BatchHeads {
    private let context: LogContext
    private var page: [AuditHead] = []
    private var next = 0
    /// The head of the batch to which the next leaf belongs.
    private var current: AuditHead?
    private var storedAt: Int64?
    /// Peer's statements of the batch that were refused and wait for the refusal that answers them.
    private var refused: [(leaf: UInt64, statement: Statement, code: String)] = []
    /// Those of this batch that have no refusal in it, where a log follows another: it stands before them.
    private(set) var answeredBefore: [(leaf: UInt64, statement: Statement, code: String)] = []
    /// Refusals that a recovery took back or issued again: what they refuse is in a log before, or was lost with the refusal.
    private(set) var takenBack: UInt64 = 0
    /// How often a head's time lies before that of the head before it, and the first of them.
    private(set) var backwards: (count: Int, first: UInt64?) = (0, nil)
    private(set) var count: UInt64 = 0

    init(_ context: LogContext) {
        self.context = context
    }

    private var isKept: Bool { context.source.contents.contains(.heads) }

    /// Before a leaf is taken.
    mutating func begin(at leaf: UInt64) throws {
        answeredBefore = []
        guard isKept, current == nil else { return }
        guard let head = try following(size: leaf) else {
            throw AuditFinding(.head, at: leaf, "no head covers it, so it was never committed")
        }
        current = head
    }

    /// A statement's row against its batch.
    ///
    /// - Parameter isOfRecovery: whether nothing of the peer stands before it: a recovery may have brought it back.
    mutating func take(_ checked: CheckedStatement, at leaf: UInt64, isOfRecovery: Bool) throws(AuditFinding) {
        guard let row = checked.row else { return }
        try answer(checked, row, at: leaf, isOfRecovery)
        guard let current else { return }
        guard row.headSize == current.size else {
            throw AuditFinding(
                .index, at: leaf, "its row names the head \(row.headSize), and it came with \(current.size)")
        }
        let isOfBatch = row.storedAt >= 0 && UInt64(row.storedAt) / 1000 == current.issuedAt
        guard isOfBatch, storedAt ?? row.storedAt == row.storedAt else {
            throw AuditFinding(.index, at: leaf, "its row has another time than the batch that took it in")
        }
        storedAt = row.storedAt
    }

    /// The peer's head is the last leaf of its batch, and entry 0 the only one of its own.
    func requireEnd(after what: String, at leaf: UInt64) throws(AuditFinding) {
        guard let current, current.size != leaf + 1 else { return }
        throw AuditFinding(.head, at: leaf, "\(what) ends a batch, and no head of size \(leaf + 1) is there")
    }

    /// After a leaf was taken: where the batch ends here, its root must be the tree's.
    mutating func end(at leaf: UInt64, root: () -> Digest) throws(AuditFinding) {
        guard let head = current, head.size == leaf + 1 else { return }
        guard head.root == root().bytes else {
            throw AuditFinding(
                .head, place: "the head of size \(head.size)", at: leaf,
                "its root is not that of the \(head.size) leaves")
        }
        if let one = refused.first, !hasPredecessor { throw Self.unanswered(one.leaf) }
        (answeredBefore, refused) = (refused, [])
        (current, storedAt) = (nil, nil)
        count += 1
    }

    static func unanswered(_ leaf: UInt64) -> AuditFinding {
        AuditFinding(.index, at: leaf, "its row says that it was refused, and no refusal answers it")
    }

    private var hasPredecessor: Bool { context.log.predecessor != nil }

    /// After the last leaf.
    func finish(size: UInt64) throws(AuditFinding) {
        guard let current else { return }
        throw AuditFinding(
            .leaf, place: "the end of the log", at: size,
            "the last head is of size \(current.size), and there are \(size) leaves")
    }

    /// A refusal answers a statement that the same batch refused, and nothing else, unless a recovery brought it back.
    private mutating func answer(
        _ checked: CheckedStatement, _ row: AuditRow, at leaf: UInt64, _ isOfRecovery: Bool
    ) throws(AuditFinding) {
        let statement = checked.statement
        if !checked.isOwn, row.outcome == 1, statement.kind != .refusal {
            refused.append((leaf, statement, row.refusalCode ?? ""))
        }
        guard checked.isOwn, statement.kind == .refusal else { return }
        let match = refused.firstIndex {
            $0.statement.messageID == statement.inReplyTo && $0.statement.stream == statement.stream
                && $0.code == statement.details.code
        }
        guard let match else {
            if isOfRecovery { return takenBack += 1 }
            throw AuditFinding(.index, at: leaf, "it refuses a message that no row of its batch has as refused so")
        }
        refused.remove(at: match)
    }

    private mutating func following(size: UInt64) throws -> AuditHead? {
        if next == page.count {
            page = try context.source.heads(of: context.log, above: size, limit: AuditLimits.pageRows)
            next = 0
        }
        guard next < page.count else { return nil }
        let head = page[next]
        guard head.size > size, head.size <= context.log.size else {
            throw AuditFinding(.head, place: "the head of size \(head.size)", at: size, "it is out of order")
        }
        next += 1
        noteTime(of: head)
        return head
    }

    private var lastTime: UInt64 = 0

    private mutating func noteTime(of head: AuditHead) {
        if head.issuedAt < lastTime { backwards = (backwards.count + 1, backwards.first ?? head.size) }
        lastTime = head.issuedAt
    }
}
