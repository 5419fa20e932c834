internal import HotlineCrypto
internal import HotlineProtocol

/// What is looked at when all leaves were taken: that nothing lies beyond them, and that the index says the same as they do.
struct LogEnd {
    let context: LogContext
    let workers: Workers
    var state: LogState
    /// Where what the log says of the line's other logs is looked for.
    private(set) var search: LineSearch
    /// The log as its source describes it now: it may have grown meanwhile.
    let now: AuditLog
    var findings: [AuditFinding] = []
    private(set) var notes: [String] = []
    /// The bodies that are not there.
    var bodyCounts = AuditCounts()

    init(_ state: LogState, workers: Workers, now: AuditLog, search: LineSearch) {
        (context, self.workers, self.state, self.now) = (state.context, workers, state, now)
        self.search = search
    }

    /// All of it; what is wrong in one part does not keep the others from being looked at.
    mutating func run() throws {
        try takeLater()
        if state.bodies.lackRecords { state.bodies.cover(try search.erasedLater()) }
        let end = self
        let checks: [() throws -> Void] = [
            { try end.state.heads.finish(size: end.state.next) }, { try end.state.tree.finish() }, end.checkClaims,
            end.checkWaits, end.checkHeld, end.checkPeerLogs, end.checkErasures,
            end.checkStreams, end.checkSkipped, end.state.bodies.requireRecords,
        ]
        for check in checks { try note(check) }
        findings += try search.unmet(state.elsewhere.claims)
        try judgeBodies()
        addNotes()
    }

    private mutating func note(_ check: () throws -> Void) throws {
        do {
            try check()
        } catch let finding as AuditFinding {
            findings.append(finding)
        }
    }

    /// What was committed since the audit began is verified by the next one; here it explains what changed meanwhile.
    private mutating func takeLater() throws {
        guard now.size > context.log.size, let later = try? LogContext(now, like: context) else { return }
        let scan = LogScan(context: later, workers: workers, report: { _ in })
        var page = try scan.page(from: context.log.size)
        while let last = page.last {
            for leaf in page.map(LeafCheck(context: later).check) { try take(later: leaf) }
            page = try scan.page(from: last.index + 1)
        }
    }

    private mutating func take(later leaf: CheckedLeaf) throws {
        do {
            try state.takeLater(leaf)
        } catch let finding as AuditFinding {
            findings.append(finding)
        }
    }

    /// A checkpoint of a size that the log never reached.
    private func checkClaims() throws(AuditFinding) {
        guard let claim = state.tree.claimsBeyond.first(where: { $0.size > now.size }) else { return }
        throw AuditFinding(
            claim.kind, place: claim.place,
            "it is of \(claim.size) leaves, and the log has \(now.size): leaves are missing")
    }

    /// A record about another log is about one that this log follows, and about leaves that it has.
    private func checkErasures() throws(AuditFinding) {
        for (leaf, log, last) in state.elsewhere.erasures {
            guard let size = search.size(before: log) else {
                throw AuditFinding(.erasure, at: leaf, "it names leaves of \(log), which this log does not follow")
            }
            guard last < size else {
                throw AuditFinding(.erasure, at: leaf, "it names a leaf that \(log) does not have")
            }
        }
    }

    /// Where the line has several logs, the answer may stand in another one.
    private func checkWaits() throws(AuditFinding) {
        guard context.log.predecessor == nil, !now.isSucceeded else { return }
        try state.waits.finish()
    }

    mutating func add(_ text: String) {
        if notes.count < AuditLimits.findings { notes.append(text) }
    }
}
