extension Schema {
    /// What the audit needs: checkpoints of both logs of a line with their cosignatures, logs that follow a log (each log of a
    /// line has a row of `line`; one that was followed is `succeeded`), and which bodies were erased.
    ///
    /// A leaf's type gets one more number. That is a change of a CHECK constraint alone, which SQLite allows in its schema
    /// table (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes").
    static let version3 = [
        """
        CREATE TABLE checkpoint (
            id INTEGER PRIMARY KEY,
            line INTEGER NOT NULL REFERENCES line (id),
            origin TEXT NOT NULL,
            size INTEGER NOT NULL,
            root BLOB NOT NULL CHECK (length(root) = 32),
            note BLOB NOT NULL,
            stored_at INTEGER NOT NULL,
            cosigned_at INTEGER,
            UNIQUE (line, origin, size)
        ) STRICT
        """,
        "ALTER TABLE line ADD COLUMN predecessor INTEGER REFERENCES line (id)",
        "ALTER TABLE line ADD COLUMN succeeded_at INTEGER",
        "DROP INDEX line_name",
        "DROP INDEX line_key",
        "CREATE UNIQUE INDEX line_name ON line (name) WHERE removed_at IS NULL AND succeeded_at IS NULL",
        "CREATE UNIQUE INDEX line_key ON line (key) WHERE removed_at IS NULL AND succeeded_at IS NULL",
        """
        CREATE TABLE erasure (
            statement INTEGER PRIMARY KEY REFERENCES statement (id),
            line INTEGER NOT NULL REFERENCES line (id),
            leaf_index INTEGER NOT NULL,
            erased_at INTEGER NOT NULL
        ) STRICT
        """,
        "ALTER TABLE line ADD COLUMN stopped_cause INTEGER",
        // A message that is issued again after a recovery has a statement in each of two logs.
        "DROP INDEX statement_own_message",
        "CREATE UNIQUE INDEX statement_own_message ON statement (message_id) WHERE is_own = 1 AND outcome = 0",
        """
        CREATE TABLE former_receipt (
            statement INTEGER NOT NULL REFERENCES statement (id),
            receipt BLOB NOT NULL,
            stored_at INTEGER NOT NULL,
            PRIMARY KEY (statement, stored_at)
        ) STRICT
        """,
        """
        CREATE TABLE former_peer_log (
            id INTEGER PRIMARY KEY,
            line INTEGER NOT NULL REFERENCES line (id),
            opening BLOB NOT NULL,
            held BLOB,
            succeeded_at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX erasure_record ON erasure (line, leaf_index)",
        "PRAGMA writable_schema = ON",
        """
        UPDATE sqlite_schema SET sql = replace(sql, 'type IN (0, 1, 2)', 'type IN (0, 1, 2, 3)')
        WHERE type = 'table' AND name = 'leaf'
        """,
        """
        UPDATE sqlite_schema SET sql = replace(sql, 'outcome IN (0, 1, 2)', 'outcome IN (0, 1, 2, 3)')
        WHERE type = 'table' AND name = 'statement'
        """,
        // All logs of a line have its peer's key line. The constraint's index stays as it is under a name of its own; the
        // table's other constraint gets the name that is counted for it.
        """
        UPDATE sqlite_schema SET sql = replace(sql, 'key_line TEXT NOT NULL UNIQUE', 'key_line TEXT NOT NULL')
        WHERE type = 'table' AND name = 'line'
        """,
        """
        UPDATE sqlite_schema SET name = 'line_key_line', sql = 'CREATE INDEX line_key_line ON line (key_line)'
        WHERE type = 'index' AND name = 'sqlite_autoindex_line_1'
        """,
        """
        UPDATE sqlite_schema SET name = 'sqlite_autoindex_line_1'
        WHERE type = 'index' AND name = 'sqlite_autoindex_line_2'
        """,
        "PRAGMA writable_schema = OFF",
    ]
}
