internal import HotlineCrypto
internal import HotlineProtocol

/// What is looked at when all leaves were taken: that nothing lies beyond them, and that the index says the same as they do.
struct LogEnd {
    let context: LogContext
    let workers: Workers
    var state: LogState
    /// The log as its source describes it now: it may have grown meanwhile.
    let now: AuditLog
    private(set) var findings: [AuditFinding] = []
    private(set) var notes: [String] = []
    /// The bodies that are not there.
    private(set) var bodyCounts = AuditCounts()

    init(_ state: LogState, workers: Workers, now: AuditLog) {
        (context, self.workers, self.state, self.now) = (state.context, workers, state, now)
    }

    /// All of it; what is wrong in one part does not keep the others from being looked at.
    mutating func run() throws {
        try takeLater()
        let end = self
        let checks: [() throws -> Void] = [
            { try end.state.heads.finish(size: end.state.next) }, { try end.state.tree.finish() }, end.checkClaims,
            end.checkWaits, end.checkHeld, end.checkStreams, end.checkSkipped, end.state.bodies.requireRecords,
        ]
        for check in checks { try note(check) }
        judgeBodies()
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

    /// Where the line has several logs, the answer may stand in another one.
    private func checkWaits() throws(AuditFinding) {
        guard context.log.predecessor == nil, !now.isSucceeded else { return }
        try state.waits.finish()
    }

    /// The largest head held of the peer is the last one in the log, or one that a checkpoint brought.
    private func checkHeld() throws(AuditFinding) {
        guard context.source.contents.contains(.streams) else { return }
        let held = try head(context.log.held)
        let logged = state.history.logged
        let isSame = held?.bytes == logged?.bytes
        let goesOn = context.log.predecessor != nil && logged == nil
        let isNewLog = logged.map { $0.head.origin != context.peerOpening?.origin } ?? false
        let isWitnessed = held.map(state.history.isWitnessed) ?? false
        guard isSame || isWitnessed || goesOn || isNewLog else {
            throw heldFinding("it is not the last one in the log, and no checkpoint brought it")
        }
        let largest = try head(now.held)?.head.size ?? 0
        guard max(state.history.largestReceipted, state.history.largestWitnessed) <= largest || isNewLog else {
            throw heldFinding("a receipt or a checkpoint stands on a larger one")
        }
    }

    private func head(_ bytes: [UInt8]?) throws(AuditFinding) -> SignedHead? {
        do {
            return try bytes.map { try context.heads.head($0) }
        } catch {
            throw heldFinding("\(error)")
        }
    }

    private func heldFinding(_ what: String) -> AuditFinding {
        AuditFinding(.peerHead, place: "the largest head held of the peer's log", what)
    }

    mutating func add(_ text: String) {
        if notes.count < AuditLimits.findings { notes.append(text) }
    }

    private mutating func judgeBodies() {
        let (lost, lostCount, erased) = state.bodies.judged(limit: AuditLimits.findings)
        (bodyCounts.lost, bodyCounts.erased) = (lostCount, erased)
        findings += lost.map {
            AuditFinding(.bodyLost, place: "the body of leaf \($0)", at: $0, "it is not there, and no record says why")
        }
    }
}
