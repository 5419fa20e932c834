import GRDB
public import HotlineProtocol

extension SQLiteStore {
    /// The message of that id.
    public func message(_ id: MessageID, isOwn: Bool?) throws(StoreError) -> StoredMessage? {
        try read { database in
            try MessageRows(database: database).first(
                """
                WHERE statement.id IN (
                    SELECT id FROM statement WHERE message_id = ?1 AND is_own = 1 AND outcome = 0
                    UNION ALL SELECT id FROM statement WHERE message_id = ?1 AND is_own = 0
                ) AND (?2 IS NULL OR statement.is_own = ?2)
                ORDER BY statement.is_own DESC, statement.outcome, statement.id LIMIT 1
                """, [id.bytes.blob, isOwn])
        }
    }

    /// A page of messages, newest first.
    public func messages(_ query: MessageQuery) throws(StoreError) -> [StoredMessage] {
        try read { try MessageRows(database: $0).all(query.condition, query.arguments) }
    }

    /// Those of the ids that this node has said something under.
    public func ownMessages(ids: [MessageID]) throws(StoreError) -> [MessageID: StoredMessage] {
        try read { database in
            try Self.byID(ids) { id in
                try MessageRows(database: database).first(

                    "WHERE statement.message_id = ? AND statement.is_own = 1 AND statement.outcome = 0", [id.bytes.blob]
                )
            }
        }
    }

    /// Those of the ids that the line's peer has used.
    public func peerMessages(line: LineID, ids: [MessageID]) throws(StoreError) -> [MessageID: StoredMessage] {
        try read { database in
            try Self.byID(ids) { id in
                try MessageRows(database: database).first(
                    """
                    WHERE statement.message_id = ? AND statement.is_own = 0 AND +statement.line IN \(LineLogs.query)
                    ORDER BY statement.outcome, statement.id LIMIT 1
                    """, [id.bytes.blob, line.rawValue])
            }
        }
    }

    /// The statements of a line that answer a message, oldest first.
    public func replies(to id: MessageID, line: LineID) throws(StoreError) -> [StoredMessage] {
        try read { database in
            try MessageRows(database: database).all(
                """
                WHERE statement.in_reply_to = ? AND statement.line IN \(LineLogs.query) AND statement.outcome != 3
                ORDER BY statement.id DESC LIMIT ?
                """, [id.bytes.blob, line.rawValue, StoreLimits.pageRows]
            ).reversed()
        }
    }

    /// The statement at one place of a stream.
    public func statement(
        line: LineID, isOwn: Bool, stream: Stream, ordinal: Ordinal
    ) throws(StoreError) -> StoredMessage? {
        try read { database in
            let row = try LineLogs(database, line).newestFirst { log in
                let place = Place(line: log, isOwn: isOwn, stream: stream, ordinal: ordinal)
                return try database.first("SELECT id FROM statement \(place.condition)", place.arguments) {
                    try $0.integer()
                }
            }
            guard let row else { return nil }
            return try MessageRows(database: database).first("WHERE statement.id = ?", [row])
        }
    }

    private static func byID(
        _ ids: [MessageID], _ find: (MessageID) throws -> StoredMessage?
    ) rethrows -> [MessageID: StoredMessage] {
        var found: [MessageID: StoredMessage] = [:]
        for id in ids { found[id] = try find(id) }
        return found
    }
}

extension MessageQuery {
    /// What SQL is asked; only the members that are given stand in it, so that their index is used.
    var condition: String {
        var terms = ["statement.outcome < 2"]
        if line != nil { terms.append("statement.line IN \(LineLogs.rows(of: ":line"))") }
        if isOwn != nil { terms.append("statement.is_own = :isOwn") }
        if channel != nil { terms.append("statement.channel = :channel") }
        if beforeRowID != nil { terms.append("statement.id < :before") }
        return "WHERE \(terms.joined(separator: " AND ")) ORDER BY statement.id DESC LIMIT :limit"
    }

    var arguments: StatementArguments {
        var values: [String: any DatabaseValueConvertible] = ["limit": SQLiteStore.rows(limit)]
        values["line"] = line?.rawValue
        values["isOwn"] = isOwn
        values["channel"] = channel?.text
        values["before"] = beforeRowID
        return StatementArguments(values)
    }
}
