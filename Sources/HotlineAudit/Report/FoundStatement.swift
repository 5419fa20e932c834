internal import HotlineProtocol

/// A statement of a log that an audit has verified, with what the index says of it.
struct FoundStatement {
    let statement: Statement
    let row: AuditRow
    let log: Int64
    let leaf: UInt64

    /// Whether it stands in a later log of the line too: said again after a recovery, it is one message.
    var isRepeated: Bool { row.isOwn ? row.outcome == 3 : row.outcome == 2 }
}

/// Reads the statements of a line's logs in order, up to the sizes that an audit has seen.
struct StatementReader {
    let source: any AuditSource
    let logs: [AuditLog]

    func forEach(_ take: (FoundStatement) throws -> Void) throws {
        for log in logs {
            var next: UInt64 = 0
            while next < log.size {
                next = try page(of: log, from: next, take)
            }
        }
    }

    private func page(of log: AuditLog, from first: UInt64, _ take: (FoundStatement) throws -> Void) throws -> UInt64 {
        let leaves = try source.leaves(of: log, from: first, limit: ReportLimits.pageLeaves)
        guard let last = leaves.last, last.index >= first, last.index < .max else {
            throw Obstacle("leaf \(first) of \(log.origin) is not there")
        }
        for leaf in leaves where leaf.type == 1 && leaf.index < log.size {
            guard let row = leaf.row else { throw Obstacle("leaf \(leaf.index) of \(log.origin) is in no list") }
            let statement = try SignedStatement(decoding: leaf.bytes).statement
            try take(FoundStatement(statement: statement, row: row, log: log.id, leaf: leaf.index))
        }
        return last.index + 1
    }
}
