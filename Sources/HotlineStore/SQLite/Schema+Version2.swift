import HotlineProtocol

extension Schema {
    /// Long bodies in parts: `body.content` holds a body of one part, `body_part` the parts of a longer one, under its spool.
    /// A row of `spool` is a body that is still on its way; it goes when a statement is stored with its parts. Spool numbers
    /// are never used again, so that parts that were left behind are never taken for another body's.
    ///
    /// Each statement is written into fewer indexes: a message's id stands in one, own or the peer's, and the statements of a
    /// batch are found by their leaves.
    static let version2 = [
        "DROP INDEX statement_head",
        "DROP INDEX statement_message",
        "CREATE INDEX statement_peer_message ON statement (message_id) WHERE is_own = 0",
        """
        CREATE TABLE spool (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            line INTEGER NOT NULL REFERENCES line (id)
        ) STRICT
        """,
        """
        CREATE TABLE body_part (
            id INTEGER PRIMARY KEY,
            spool INTEGER NOT NULL,
            position INTEGER NOT NULL,
            content BLOB NOT NULL,
            UNIQUE (spool, position)
        ) STRICT
        """,
        "ALTER TABLE body ADD COLUMN spool INTEGER",
        "CREATE UNIQUE INDEX body_spool ON body (spool) WHERE spool IS NOT NULL",
        """
        INSERT INTO spool (id, line)
        SELECT body.statement, statement.line FROM body JOIN statement ON statement.id = body.statement
        WHERE length(body.content) > \(Limits.partBytes)
        """,
        """
        WITH RECURSIVE part (spool, position) AS (
            SELECT id, 0 FROM spool
            UNION ALL
            SELECT part.spool, part.position + 1 FROM part JOIN body ON body.statement = part.spool
            WHERE (part.position + 1) * \(Limits.partBytes) < length(body.content)
        )
        INSERT INTO body_part (spool, position, content)
        SELECT part.spool, part.position,
            substr(body.content, part.position * \(Limits.partBytes) + 1, \(Limits.partBytes))
        FROM part JOIN body ON body.statement = part.spool
        """,
        "UPDATE body SET spool = statement, content = x'' WHERE statement IN (SELECT id FROM spool)",
        "DELETE FROM spool",
    ]
}
