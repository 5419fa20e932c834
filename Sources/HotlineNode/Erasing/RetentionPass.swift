internal import HotlineProtocol
internal import HotlineStore

/// One look at all bodies that are kept: those whose rule's time has come are erased in steps, each a commit of its own.
struct RetentionPass {
    /// Bodies that are looked at in one read.
    static let pageRows = 500

    let rules: RetentionRules
    let store: SQLiteStore
    let commits: CommitService
    let time: UTCTime
    /// Which of these statements' bodies are being sent at this moment: they stay until the next pass.
    let sending: @Sendable ([Int64]) async -> Set<Int64>

    /// - Returns: how many bodies were erased.
    func run() async throws -> Int {
        var (after, erased): (Int64, Int) = (0, 0)
        while !Task.isCancelled {
            let page = try store.keptBodies(after: after, limit: Self.pageRows)
            guard let last = page.last else { return erased }
            for step in steps(page) {
                // The one before is off the disk before the next one is taken out of the database.
                guard store.unfinishedErasures == 0 else { return erased }
                let order = step.order.without(await sending(step.order.rows))
                if !order.rows.isEmpty { erased += try await commits.erase(order, on: step.line).erased.count }
            }
            after = last.rowID
        }
        return erased
    }

    /// What of a page goes: for each line and rule, at most `Limits.erasedLeaves` bodies and about `Limits.batchBytes` at a time.
    func steps(_ page: [KeptBodyRecord]) -> [(line: LineID, order: ErasureOrder)] {
        var steps: [(line: LineID, order: ErasureOrder)] = []
        var rows: [Int64] = []
        var bytes = 0
        var current: (line: LineID, rule: RetentionRules.Rule)?
        func close() {
            guard let current, !rows.isEmpty else { return }
            let reason = ErasureReason.retention(rule: current.rule.text)
            steps.append((current.line, ErasureOrder(rows: rows, reason: reason, bytes: bytes)))
            (rows, bytes) = ([], 0)
        }
        for (body, rule) in sorted(page) {
            let isFull = rows.count == Limits.erasedLeaves || bytes + body.size > Limits.batchBytes
            if isFull || current?.line != body.line || current?.rule != rule { close() }
            current = (body.line, rule)
            rows.append(body.rowID)
            bytes += body.size
        }
        close()
        return steps
    }

    private func sorted(_ page: [KeptBodyRecord]) -> [(KeptBodyRecord, RetentionRules.Rule)] {
        page.compactMap { body in rules.due(body, at: time).map { (body, $0) } }.sorted {
            ($0.0.line.rawValue, $0.1.text, $0.0.rowID) < ($1.0.line.rawValue, $1.1.text, $1.0.rowID)
        }
    }
}
