internal import HotlineCrypto
internal import HotlineProtocol

/// The streams of a log, both sides': dense numbers, each statement naming the one before, over all epochs.
struct StreamChains {
    struct Key: Hashable {
        let isOwn: Bool
        let stream: Stream
    }

    /// Where a stream stands.
    struct End {
        var ordinal: Ordinal
        var digest: Digest
        /// The leaf of its last statement.
        var leaf: UInt64
        /// Epochs that were left: none comes again.
        var former: Set<Epoch> = []
        /// The leaf of the last statement with a receipt, and its place in the peer's log.
        var receipted: UInt64?
        var provenPlace: (origin: LogOrigin, leaf: UInt64)?
        /// Statements without a receipt since the last with one.
        var waiting: [UInt64] = []
    }

    /// Whether the log follows another one: its streams may go on from statements that are not in it.
    let hasPredecessor: Bool
    private(set) var ends: [Key: End] = [:]
    /// Statements without a receipt before one with a receipt.
    private(set) var skipped: [UInt64] = []
    /// Whether the statement that was taken last is the first of its stream here.
    private(set) var isFirst = false

    init(hasPredecessor: Bool) {
        self.hasPredecessor = hasPredecessor
    }

    /// Takes the next statement of the log.
    mutating func take(_ checked: CheckedStatement, at leaf: UInt64) throws(AuditFinding) {
        isFirst = false
        let key = Key(isOwn: checked.isOwn, stream: checked.statement.stream)
        // What a log before has is logged again so that it can be receipted; its stream stays where it is.
        if !checked.isOwn, checked.row?.isElsewhere == true { return }
        try requireRoom(for: key, at: leaf)
        try requireNext(checked, after: ends[key], at: leaf)
        isFirst = ends[key] == nil
        // In its place: a stream that waits for many receipts is never copied.
        ends[key, default: End(checked, at: leaf)].advance(to: checked, at: leaf)
        guard checked.isOwn, checked.row != nil else { return }
        if let proven = checked.receipt {
            try requireLater(proven, than: ends[key]?.provenPlace, at: leaf)
            skipped += ends[key]?.noteReceipt(proven, at: leaf) ?? []
        } else if checked.row?.isElsewhere != true {
            // What goes on in a later log is receipted there.
            ends[key]?.waiting.append(leaf)
        }
    }

    private func requireNext(
        _ checked: CheckedStatement, after end: End?, at leaf: UInt64
    ) throws(AuditFinding) {
        let (statement, ordinal) = (checked.statement, checked.statement.ordinal)
        guard let end else {
            let isFirst = ordinal.sequence == 1 && statement.previous == .zero
            guard isFirst || hasPredecessor else {
                throw fault(checked, leaf, "it is the first here, but names an earlier one or is not numbered 1")
            }
            return
        }
        guard statement.previous == end.digest else {
            throw fault(checked, leaf, "it does not name the statement at leaf \(end.leaf) as the one before")
        }
        if ordinal.epoch == end.ordinal.epoch {
            guard ordinal.sequence == end.ordinal.sequence + 1 else {
                throw fault(checked, leaf, "it does not follow number \(end.ordinal.sequence)")
            }
        } else {
            guard ordinal.sequence == 1 else { throw fault(checked, leaf, "it begins an epoch and is not numbered 1") }
            guard !end.former.contains(ordinal.epoch) else { throw fault(checked, leaf, "its epoch was left before") }
        }
    }

    private func requireRoom(for key: Key, at leaf: UInt64) throws(AuditFinding) {
        guard ends[key] == nil, ends.keys.count(where: { $0.isOwn == key.isOwn }) >= Limits.streams else { return }
        throw AuditFinding(.chain, at: leaf, "it begins one stream more than a side may have")
    }

    /// The peer takes a stream in its order, so its places in the peer's log rise.
    private func requireLater(
        _ proven: CheckedStatement.Proven, than before: (origin: LogOrigin, leaf: UInt64)?, at leaf: UInt64
    ) throws(AuditFinding) {
        guard let before, before.origin == proven.head.head.origin, before.leaf >= proven.leafIndex else { return }
        throw AuditFinding(
            .receipt, at: leaf,
            "it is receipted at place \(proven.leafIndex) of the peer's log, "
                + "and the statement before it at \(before.leaf)")
    }

    private func fault(_ checked: CheckedStatement, _ leaf: UInt64, _ what: String) -> AuditFinding {
        let side = checked.isOwn ? "own" : "peer's"
        return AuditFinding(
            .chain, at: leaf,
            "the \(side) statement \(checked.statement.ordinal) of \(checked.statement.stream): \(what)")
    }
}

extension StreamChains.End {
    fileprivate init(_ checked: CheckedStatement, at leaf: UInt64) {
        (ordinal, digest, self.leaf) = (checked.statement.ordinal, checked.digest, leaf)
    }

    fileprivate mutating func advance(to checked: CheckedStatement, at leaf: UInt64) {
        let next = checked.statement.ordinal
        if next.epoch != ordinal.epoch { former.insert(ordinal.epoch) }
        (ordinal, digest, self.leaf) = (next, checked.digest, leaf)
    }

    /// - Returns: the statements before this one that have no receipt.
    fileprivate mutating func noteReceipt(_ proven: CheckedStatement.Proven, at leaf: UInt64) -> [UInt64] {
        (receipted, provenPlace) = (leaf, (proven.head.head.origin, proven.leafIndex))
        defer { waiting = [] }
        return waiting
    }
}
