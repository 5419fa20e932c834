import GRDB
public import HotlineAudit
import HotlineCrypto

extension DatabaseSource {
    /// The body of the statement at a leaf.
    public func body(of log: AuditLog, leaf index: UInt64) throws -> (any AuditBody)? {
        try read { database in
            try database.first(
                """
                SELECT body.salt, body.content, body.spool FROM statement
                    JOIN body ON body.statement = statement.id
                WHERE statement.line = ? AND statement.leaf_index = ?
                """, [log.id, index.column], of: "the body of leaf \(index)"
            ) { columns in
                DatabaseBody(
                    source: self, salt: try columns.bytes(), content: try columns.bytes(),
                    spool: try columns.optionalInteger())
            }
        }
    }

    /// Those that stand in rows of their own and are short.
    public func shortBodies(of log: AuditLog, leaves: ClosedRange<UInt64>) throws -> [UInt64: any AuditBody] {
        let found = try read { database in
            try database.all(
                """
                SELECT statement.leaf_index, body.salt, body.content FROM statement
                    CROSS JOIN body ON body.statement = statement.id
                WHERE statement.line = ? AND statement.leaf_index BETWEEN ? AND ?
                    AND body.spool IS NULL AND length(body.content) <= ?
                """, [log.id, leaves.lowerBound.column, leaves.upperBound.column, AuditLimits.shortBodyBytes],
                of: "a body after leaf \(leaves.lowerBound)"
            ) { columns in
                (leaf: try columns.unsigned(), salt: try columns.bytes(), content: try columns.bytes())
            }
        }
        return found.reduce(into: [:]) { bodies, row in
            bodies[row.leaf] = DatabaseBody(source: self, salt: row.salt, content: row.content, spool: nil)
        }
    }

    /// One part of a long body; nil beyond its last.
    fileprivate func part(_ position: Int64, of spool: Int64) throws -> [UInt8]? {
        try read { database in
            try database.first(
                "SELECT content FROM body_part WHERE spool = ? AND position = ?", [spool, position],
                of: "part \(position) of a body"
            ) { try $0.bytes() }
        }
    }
}

/// A body in its own row, or in the parts of a spool: then only the part that is read is in memory.
private struct DatabaseBody: AuditBody {
    let source: DatabaseSource
    let salt: [UInt8]
    private var content: [UInt8]?
    private let spool: Int64?
    private var position: Int64 = 0

    init(source: DatabaseSource, salt: [UInt8], content: [UInt8], spool: Int64?) {
        (self.source, self.salt, self.content, self.spool) = (source, salt, content, spool)
    }

    /// What stands in the row comes first; where there is a spool, that is nothing.
    mutating func next() throws -> [UInt8]? {
        if let first = content {
            content = nil
            if !first.isEmpty { return first }
        }
        guard let spool else { return nil }
        defer { position += 1 }
        return try source.part(position, of: spool)
    }
}
