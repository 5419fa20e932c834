extension LogEnd {
    /// A body is lost unless a record, in this log or one after it, says that it was erased, or a recovery explains it.
    mutating func judgeBodies() throws {
        try lookAgain()
        try requireGone()
        let returned = try judgeReturned()
        let (lost, lostCount, erased) = state.bodies.judged(limit: AuditLimits.findings, without: returned.all)
        (bodyCounts.lost, bodyCounts.erased) = (lostCount, erased + returned.erased)
        findings += lost.map {
            AuditFinding(.bodyLost, place: "the body of leaf \($0)", at: $0, "it is not there, and no record says why")
        }
    }

    /// What a record says is erased is not there, and was a statement's.
    private mutating func requireGone() throws {
        guard context.source.contents.contains(.bodies) else { return }
        for leaf in state.bodies.coveredElsewhere.prefix(AuditLimits.findings) {
            guard let found = try context.source.leaves(of: context.log, from: leaf, limit: 1).first,
                found.index == leaf,
                case .statement(let checked)? = try? LeafCheck(context: context).check(found).content.get()
            else {
                findings.append(AuditFinding(.erasure, at: leaf, "a record says that its body was erased; it has none"))
                continue
            }
            guard case .verified = checked.body else { continue }
            findings.append(
                AuditFinding(.erasure, at: leaf, "a record says that its body was erased, and the body is there"))
        }
    }

    /// While a log is read, a recovery may move bodies to another one, and an erasure may end.
    private mutating func lookAgain() throws {
        for leaf in state.bodies.unexplained.prefix(AuditLimits.findings) {
            let found = try context.source.leaves(of: context.log, from: leaf, limit: 1).first
            guard let found, found.index == leaf,
                case .statement(let checked)? = try? LeafCheck(context: context).check(found).content.get()
            else { continue }
            if case .absent = checked.body { continue }
            state.bodies.found(leaf)
        }
    }

    /// A peer gives a statement back without its body where it does not keep that any more. One that a log before this one has
    /// was not given back: its body must have come from there, or have been erased there.
    private mutating func judgeReturned() throws -> (all: Set<UInt64>, erased: UInt64) {
        let unexplained = Set(state.bodies.unexplained)
        let returned = state.elsewhere.returned.filter { unexplained.contains($0.key) }
        let known = try search.isErased(returned)
        let erased = known.filter(\.value).keys
        let missing = returned.keys.filter { known[$0] == nil }.sorted()
        if let first = missing.first {
            add(
                "the contents of \(missing.count) statements that a recovery took back from the peer are not here, first at "
                    + "leaf \(first): the peer did not keep them, or they were removed since")
        }
        return (Set(missing).union(erased), UInt64(erased.count))
    }
}
