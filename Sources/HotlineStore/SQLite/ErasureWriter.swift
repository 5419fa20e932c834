import GRDB
import HotlineProtocol

/// Removes the bodies that a record in the log names; the caller holds the record's own transaction.
struct ErasureWriter {
    let database: Database
    let line: LineID

    func write(_ erasure: Erasure, at index: UInt64, _ time: UTCTime) throws {
        let log = try lineOf(erasure.log)
        for leaf in erasure.leaves { try erase(leaf, of: log, index, time) }
    }

    /// The record's own log, or one that it follows.
    private func lineOf(_ log: LogOrigin) throws -> LineID {
        let found = try database.first(
            "SELECT id FROM line WHERE origin = ? AND id IN \(LineLogs.query)", [log.description, line.rawValue]
        ) { try $0.line() }
        guard let found, found.rawValue <= line.rawValue else {
            throw StoreError.conflict("\(log) is no log of the line, or a later one")
        }
        return found
    }

    /// What is not received yet, or has no body, is never recorded as erased: that would be a record of nothing.
    private func erase(_ leaf: UInt64, of log: LineID, _ record: UInt64, _ time: UTCTime) throws {
        let found = try database.first(
            """
            SELECT statement.id, body.spool FROM statement JOIN body ON body.statement = statement.id
            WHERE statement.line = ? AND statement.leaf_index = ?
                AND (statement.is_own = 0 OR statement.receipt_stored_at IS NOT NULL)
            """, [log.rawValue, leaf.stored]
        ) { (row: try $0.integer(), spool: try $0.optionalInteger()) }
        guard let found else { throw StoreError.conflict("leaf \(leaf) of \(log) has no body that may be erased") }
        if let spool = found.spool { try database.run("DELETE FROM body_part WHERE spool = ?", [spool]) }
        try database.run("DELETE FROM body WHERE statement = ?", [found.row])
        try database.run(
            "INSERT INTO erasure (statement, line, leaf_index, erased_at) VALUES (?, ?, ?, ?)",
            [found.row, line.rawValue, record.stored, time.stored])
    }

    /// The leaves of a log whose rows say that the record at `index` erased them, and whose bodies are not there.
    func erased(by index: UInt64, of log: LogOrigin) throws -> [UInt64] {
        try database.all(
            """
            SELECT statement.leaf_index FROM erasure JOIN statement ON statement.id = erasure.statement
                JOIN line ON line.id = statement.line
            WHERE erasure.line = ? AND erasure.leaf_index = ? AND line.origin = ?
                AND NOT EXISTS (SELECT 1 FROM body WHERE body.statement = erasure.statement)
            ORDER BY statement.leaf_index
            """, [line.rawValue, index.stored, log.description]
        ) { try $0.unsigned() }
    }
}
