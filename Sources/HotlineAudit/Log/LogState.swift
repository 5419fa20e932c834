internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// What a log has shown so far, leaf by leaf in order: all that one leaf says about others.
struct LogState {
    let context: LogContext
    private(set) var tree: TreeCheck
    private(set) var heads: BatchHeads
    private(set) var streams: StreamChains
    private(set) var history: PeerHistory
    private(set) var waits = Waits()
    var bodies = Bodies()
    private(set) var elsewhere = Elsewhere()
    /// Whether the log follows another and nothing of the peer came yet: a recovery brings own statements back first.
    private var isRecovering: Bool
    private(set) var opening: LogOpening?
    private(set) var counts: AuditCounts

    /// - Parameter checkpoints: what was verified of the checkpoints before the first leaf.
    init(_ context: LogContext, claims: [RootClaim], checkpoints: CheckpointAudit) {
        self.context = context
        tree = TreeCheck(context, claims: claims + checkpoints.claims)
        heads = BatchHeads(context)
        streams = StreamChains(hasPredecessor: context.log.predecessor != nil)
        history = checkpoints.history
        counts = checkpoints.counts
        isRecovering = context.log.predecessor != nil
    }

    /// The index of the next leaf.
    var next: UInt64 { tree.frontier.size }

    /// Takes the next leaf.
    mutating func take(_ leaf: CheckedLeaf) throws {
        guard leaf.index == next else { throw AuditFinding(.leaf, at: next, "it is missing; \(leaf.index) follows") }
        let content = try leaf.content.get()
        guard (leaf.index == 0) == content.isOpening else {
            throw AuditFinding(.opening, at: leaf.index, "entry 0 opens a log, and nothing else does")
        }
        try heads.begin(at: leaf.index)
        try take(content, at: leaf.index)
        try tree.append(leaf.hash, at: leaf.index)
        try heads.end(at: leaf.index) { tree.frontier.root }
        for refused in heads.answeredBefore { elsewhere.wasRefused(refused.statement, at: refused.leaf) }
        counts.leaves = next
        counts.heads = heads.count
    }

    private mutating func take(_ content: CheckedLeaf.Content, at leaf: UInt64) throws {
        switch content {
        case .opening(let found):
            opening = found
            try heads.requireEnd(after: "entry 0", at: leaf)
        case .statement(let checked): try take(checked, at: leaf)
        case .peerHead(let head):
            isRecovering = false
            try history.log(head, at: leaf)
            try heads.requireEnd(after: "a head of the peer", at: leaf)
            counts.peerHeads += 1
        case .erasure(let record) where record.log != context.origin: elsewhere.erased(record, at: leaf)
        case .erasure(let record):
            guard record.leaves.allSatisfy({ $0 < leaf }) else {
                throw AuditFinding(.erasure, at: leaf, "it names a leaf that comes after it")
            }
            guard bodies.covered.isDisjoint(with: record.leaves) else {
                throw AuditFinding(.erasure, at: leaf, "it names a leaf that a record before it names")
            }
            bodies.cover(record.leaves)
        }
    }

    private mutating func take(_ checked: CheckedStatement, at leaf: UInt64) throws {
        isRecovering = isRecovering && checked.isOwn
        try streams.take(checked, at: leaf)
        try heads.take(checked, at: leaf, isOfRecovery: isRecovering)
        for receipt in [checked.receipt].compactMap(\.self) + checked.former {
            try history.receipt(receipt.head, at: leaf)
        }
        try waits.take(checked, at: leaf)
        elsewhere.take(checked, at: leaf)
        if streams.isFirst, context.log.predecessor != nil { elsewhere.goesOn(checked, at: leaf) }
        bodies.take(checked, at: leaf)
        if isRecovering, case .absent = checked.body { elsewhere.came(checked, withoutBodyAt: leaf) }
        if checked.isOwn { counts.ownStatements += 1 } else { counts.peerStatements += 1 }
        if checked.receipt != nil { counts.receipts += 1 }
        if case .verified = checked.body { counts.bodies += 1 }
    }

    /// What was committed after the audit began and explains what was found before: answers and erasures.
    mutating func takeLater(_ leaf: CheckedLeaf) throws {
        switch try leaf.content.get() {
        case .statement(let checked): try waits.answer(checked.statement, isOwn: checked.isOwn)
        case .erasure(let record): if record.log == context.origin { bodies.cover(record.leaves) }
        case .opening, .peerHead: break
        }
    }
}

extension CheckedLeaf.Content {
    fileprivate var isOpening: Bool {
        if case .opening = self { true } else { false }
    }
}
