import GRDB
import HotlineCrypto
public import HotlineProtocol

extension SQLiteStore {
    /// The newest statement's row.
    public func newestRow() throws(StoreError) -> Int64 {
        try read { try $0.first("SELECT ifnull(max(id), 0) FROM statement") { try $0.integer() } ?? 0 }
    }

    /// The message of these rows that is due next after a position.
    public func nextAwaited(after position: AwaitedPosition, in rows: RowSpan) throws(StoreError) -> AwaitedMessage? {
        try read { try $0.first(AwaitedQuery.next, AwaitedQuery.arguments(position, rows), AwaitedQuery.message) }
    }

    /// The place of the message of these rows that is due first.
    public func earliestAwaited(in rows: RowSpan) throws(StoreError) -> AwaitedPosition? {
        try read { database in
            try database.first(AwaitedQuery.earliest, [rows.after, rows.through]) { row in
                AwaitedPosition(due: try row.time(), rowID: try row.integer())
            }
        }
    }

    /// How many messages of a line are overdue.
    public func overdueCount(line: LineID, at time: UTCTime) throws(StoreError) -> Int {
        try read { database in
            Int(try database.first(AwaitedQuery.overdue, [line.rawValue, time.stored]) { try $0.integer() } ?? 0)
        }
    }
}

/// What is asked about `awaited_until`, each so that it finds its rows through one index.
enum AwaitedQuery {
    /// CROSS JOIN: the order of the loops is this one, whatever the tables' sizes.
    static let next = """
        SELECT statement.awaited_until, statement.id, line.id, line.name, statement.message_id, statement.is_own
        FROM statement CROSS JOIN line ON line.id = statement.line
        WHERE (statement.awaited_until, statement.id) > (?, ?) AND statement.awaited_until IS NOT NULL
            AND +statement.id > ? AND +statement.id <= ? AND line.removed_at IS NULL
        ORDER BY statement.awaited_until, statement.id LIMIT 1
        """

    /// NOT INDEXED: by the row, as the span is what came in since the last look, and the index holds all that is awaited.
    static let earliest = """
        SELECT awaited_until, id FROM statement NOT INDEXED
        WHERE id > ? AND id <= ? AND awaited_until IS NOT NULL
        ORDER BY awaited_until, id LIMIT 1
        """

    static let overdue = "SELECT count(*) FROM statement WHERE line IN \(LineLogs.query) AND awaited_until <= ?"

    static func arguments(_ position: AwaitedPosition, _ rows: RowSpan) -> StatementArguments {
        [position.due.stored, position.rowID, rows.after, rows.through]
    }

    static func message(_ row: inout RowReader) throws -> AwaitedMessage {
        let position = AwaitedPosition(due: try row.time(), rowID: try row.integer())
        let (line, name, id) = (try row.line(), try row.text(), try row.bytes())
        guard let peer = NodeName(name), let messageID = MessageID(id) else {
            throw StoreError.damaged("the statement in row \(position.rowID) names no peer or no message")
        }
        return AwaitedMessage(
            position: position, line: line, peer: peer, messageID: messageID, isOwn: try row.flag())
    }
}
