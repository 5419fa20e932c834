import GRDB

/// The database's tables, as numbered migrations: the texts of version n stand at index n - 1 and are never changed once
/// released.
enum Schema {
    /// `PRAGMA application_id`: "HLN1".
    static let applicationID: Int64 = 0x484C_4E31
    /// The newest version known here, `PRAGMA user_version`.
    static var version: Int { migrations.count }

    static let migrations: [[String]] = [version1, version2, version3]

    /// What has to be set before the first table is made, and stays with the file.
    static let fileSettings = [
        "PRAGMA page_size = 4096",
        "PRAGMA auto_vacuum = INCREMENTAL",
        "PRAGMA application_id = \(applicationID)",
    ]

    /// What every connection sets for itself.
    static let connectionSettings = [
        "PRAGMA secure_delete = ON",
        "PRAGMA cell_size_check = ON",
        "PRAGMA trusted_schema = OFF",
    ]

    /// Brings a database of an older version, 0 being an empty one, to this one; the caller holds a transaction.
    static func migrate(_ database: Database, from found: Int) throws {
        for text in migrations.dropFirst(found).joined() {
            try database.execute(sql: text)
        }
        try readSchemaAnew(database)
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// What version 3 wrote into the schema table itself is seen by connections that read the schema after that.
    private static func readSchemaAnew(_ database: Database) throws {
        let cookie = try Int64.fetchOne(database, sql: "PRAGMA schema_version") ?? 0
        try database.execute(sql: "PRAGMA schema_version = \(cookie + 1)")
    }

    /// Numbers are SQLite's signed 64-bit integers; times are UTC milliseconds; epochs, ids, digests and COSE objects are
    /// raw bytes. A statement's bytes stand in its leaf alone.
    private static let version1 = [
        """
        CREATE TABLE node (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            key_line TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE epoch (
            id INTEGER PRIMARY KEY,
            epoch BLOB NOT NULL UNIQUE CHECK (length(epoch) = 16),
            opened_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE line (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            key BLOB NOT NULL,
            key_line TEXT NOT NULL UNIQUE,
            origin TEXT NOT NULL UNIQUE,
            peer_opening BLOB,
            held BLOB,
            added_at INTEGER NOT NULL,
            verified_at INTEGER,
            removed_at INTEGER,
            stopped_at INTEGER,
            stopped_reason TEXT
        ) STRICT
        """,
        "CREATE UNIQUE INDEX line_name ON line (name) WHERE removed_at IS NULL",
        "CREATE UNIQUE INDEX line_key ON line (key) WHERE removed_at IS NULL",
        """
        CREATE TABLE route (
            line INTEGER NOT NULL REFERENCES line (id),
            position INTEGER NOT NULL,
            address TEXT NOT NULL,
            PRIMARY KEY (line, position)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE leaf (
            line INTEGER NOT NULL REFERENCES line (id),
            leaf_index INTEGER NOT NULL,
            type INTEGER NOT NULL CHECK (type IN (0, 1, 2)),
            bytes BLOB NOT NULL,
            PRIMARY KEY (line, leaf_index)
        ) STRICT
        """,
        """
        CREATE TABLE tree_hash (
            line INTEGER NOT NULL REFERENCES line (id),
            position INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (line, position)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE head (
            line INTEGER NOT NULL REFERENCES line (id),
            size INTEGER NOT NULL,
            root BLOB NOT NULL CHECK (length(root) = 32),
            issued_at INTEGER NOT NULL,
            PRIMARY KEY (line, size)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE statement (
            id INTEGER PRIMARY KEY,
            line INTEGER NOT NULL REFERENCES line (id),
            leaf_index INTEGER NOT NULL,
            head_size INTEGER NOT NULL,
            is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
            channel TEXT NOT NULL,
            precedence INTEGER NOT NULL,
            epoch BLOB NOT NULL,
            sequence INTEGER NOT NULL,
            digest BLOB NOT NULL,
            message_id BLOB NOT NULL,
            kind TEXT NOT NULL,
            in_reply_to BLOB,
            outcome INTEGER NOT NULL CHECK (outcome IN (0, 1, 2)),
            refusal_code TEXT,
            stored_at INTEGER NOT NULL,
            awaited_until INTEGER,
            receipt_stored_at INTEGER,
            receipt BLOB,
            UNIQUE (line, is_own, channel, precedence, epoch, sequence),
            UNIQUE (line, leaf_index),
            FOREIGN KEY (line, leaf_index) REFERENCES leaf (line, leaf_index),
            FOREIGN KEY (line, head_size) REFERENCES head (line, size)
        ) STRICT
        """,
        "CREATE UNIQUE INDEX statement_own_message ON statement (message_id) WHERE is_own = 1",
        "CREATE INDEX statement_message ON statement (message_id)",
        "CREATE INDEX statement_reply ON statement (in_reply_to, line) WHERE in_reply_to IS NOT NULL",
        "CREATE INDEX statement_head ON statement (line, head_size)",
        """
        CREATE INDEX statement_unreceipted ON statement (line, channel, precedence)
        WHERE is_own = 1 AND receipt_stored_at IS NULL
        """,
        "CREATE INDEX statement_awaited ON statement (awaited_until) WHERE awaited_until IS NOT NULL",
        "CREATE INDEX statement_overdue ON statement (line, awaited_until) WHERE awaited_until IS NOT NULL",
        """
        CREATE TABLE stream (
            line INTEGER NOT NULL REFERENCES line (id),
            is_own INTEGER NOT NULL,
            channel TEXT NOT NULL,
            precedence INTEGER NOT NULL,
            last INTEGER NOT NULL REFERENCES statement (id),
            last_receipted INTEGER REFERENCES statement (id),
            PRIMARY KEY (line, is_own, channel, precedence)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE body (
            statement INTEGER PRIMARY KEY REFERENCES statement (id),
            salt BLOB NOT NULL CHECK (length(salt) = 16),
            content BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY,
            line INTEGER NOT NULL REFERENCES line (id),
            reason TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE evidence_object (
            evidence INTEGER NOT NULL REFERENCES evidence (id),
            position INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (evidence, position)
        ) STRICT
        """,
    ]
}
