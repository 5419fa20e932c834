/// Bodies that are not there, and the records that explain why.
struct Bodies {
    /// Leaves whose bodies are not there.
    private var absent: [UInt64] = []
    /// Leaves whose rows say that their bodies were erased.
    private var marked: Set<UInt64> = []
    /// Leaves that erasure records name.
    private(set) var covered: Set<UInt64> = []
    /// Bodies that are there though their rows say that they were erased.
    private(set) var kept: UInt64?

    mutating func take(_ checked: CheckedStatement, at leaf: UInt64) {
        let isMarked = checked.row?.erasedAt != nil
        if isMarked { marked.insert(leaf) }
        switch checked.body {
        case .verified: if isMarked { kept = kept ?? leaf }
        case .absent: absent.append(leaf)
        case .none: break
        }
    }

    mutating func cover(_ leaves: some Sequence<UInt64>) { covered.formUnion(leaves) }

    /// A body is there after all, or its statement is not delivered any more: the log went on while it was read.
    mutating func found(_ leaf: UInt64) { absent.removeAll { $0 == leaf } }

    /// Whether a record in a later log may have to explain something.
    var lackRecords: Bool { !marked.isSubset(of: covered) || !unexplained.isEmpty }

    /// Leaves that records name and whose bodies were not missed, in order.
    var coveredElsewhere: [UInt64] { covered.subtracting(absent).subtracting(marked).sorted() }

    /// Leaves whose bodies are gone without a record.
    var unexplained: [UInt64] { absent.filter { !covered.contains($0) } }

    /// The first leaves whose bodies are gone without a record, and how many of either sort there are.
    ///
    /// - Parameter returned: leaves whose bodies the peer did not give back, though it may have had them.
    func judged(
        limit: Int, without returned: Set<UInt64>
    ) -> (lost: [UInt64], lostCount: UInt64, erasedCount: UInt64) {
        var (lost, lostCount, erasedCount): ([UInt64], UInt64, UInt64) = ([], 0, 0)
        for leaf in absent where !returned.contains(leaf) {
            if covered.contains(leaf) {
                erasedCount += 1
            } else {
                lostCount += 1
                if lost.count < limit { lost.append(leaf) }
            }
        }
        return (lost, lostCount, erasedCount)
    }

    /// What the index says and no record does.
    func requireRecords() throws(AuditFinding) {
        if let leaf = marked.subtracting(covered).min() {
            throw AuditFinding(
                .erasure, at: leaf,
                "its row says that its body was erased, and no record in the log or in one after it does")
        }
        if let kept {
            throw AuditFinding(.erasure, at: kept, "its row says that its body was erased, and the body is there")
        }
    }
}
