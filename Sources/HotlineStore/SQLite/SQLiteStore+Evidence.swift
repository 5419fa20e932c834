import GRDB
public import HotlineProtocol

extension SQLiteStore {
    /// Stops the line and keeps both heads.
    public func stopLine(
        _ line: LineID, reason: String, cause: StopCause? = nil, held: [UInt8]?, offered: [UInt8]?, at time: UTCTime
    ) throws(StoreError) {
        try stopLine(line, reason: reason, cause: cause, objects: [held, offered].compactMap(\.self), at: time)
    }

    /// Stops the line and keeps what shows why. The first reason stays, but that any other counts for more than a peer's
    /// rollback, which ends by itself.
    public func stopLine(
        _ line: LineID, reason: String, cause: StopCause? = nil, objects: [[UInt8]], at time: UTCTime
    ) throws(StoreError) {
        try write { database in
            try Self.requireKnown(line, database)
            try database.run(
                """
                UPDATE line SET stopped_at = ?1, stopped_reason = ?2, stopped_cause = ?3
                WHERE id = ?4 AND (stopped_at IS NULL OR (stopped_cause = ?5 AND ?3 <> ?5))
                """,
                [time.stored, reason, cause?.rawValue, line.rawValue, StopCause.peerRolledBack.rawValue])
            if cause == .peerRolledBack, try Self.hasMuch(line, database) { return }
            try Self.keep(objects, line, reason, time, database)
        }
    }

    /// Takes the mark away that the line is stopped; the evidence stays.
    public func resumeLine(_ line: LineID) throws(StoreError) {
        try write { database in
            try Self.requireKnown(line, database)
            try Self.resume(line, database)
        }
    }

    static func resume(_ line: LineID, _ database: Database) throws {
        try database.run(
            "UPDATE line SET stopped_at = NULL, stopped_reason = NULL, stopped_cause = NULL WHERE id = ?",
            [line.rawValue])
    }

    /// Keeps signed objects that contradict each other, up to ``StoreLimits/evidence`` of a line.
    public func addEvidence(
        _ line: LineID, reason: String, cause: StopCause? = nil, objects: [[UInt8]], at time: UTCTime
    ) throws(StoreError) {
        try write { database in
            try Self.requireKnown(line, database)
            guard try !Self.hasMuch(line, database) else { return }
            try Self.keep(objects, line, reason, time, database)
        }
    }

    /// Whether so much is kept that what a peer can cause again and again adds nothing. What stops a line for good is always kept.
    private static func hasMuch(_ line: LineID, _ database: Database) throws -> Bool {
        let count = try database.first("SELECT COUNT(*) FROM evidence WHERE line = ?", [line.rawValue]) {
            try $0.integer()
        }
        return (count ?? 0) >= StoreLimits.evidence
    }

    /// The lines against whose peers something is kept, removed ones too.
    public func linesWithEvidence() throws(StoreError) -> [LineID] {
        try read { database in
            try database.all("SELECT DISTINCT line FROM evidence ORDER BY line") { try $0.line() }
        }
    }

    /// What is kept against the peer, oldest first.
    public func evidence(of line: LineID) throws(StoreError) -> [Evidence] {
        try read { database in
            let rows = try database.all(
                "SELECT id, reason, at FROM evidence WHERE line IN \(LineLogs.query) ORDER BY id LIMIT ?",
                [line.rawValue, StoreLimits.pageRows]
            ) { (id: try $0.integer(), reason: try $0.text(), at: try $0.time()) }
            return try rows.map { row in
                let objects = try database.all(
                    "SELECT bytes FROM evidence_object WHERE evidence = ? ORDER BY position", [row.id]
                ) { try $0.bytes() }
                return Evidence(line: line, reason: row.reason, at: row.at, objects: objects)
            }
        }
    }

    /// Evidence is kept of a removed peer too.
    private static func requireKnown(_ line: LineID, _ database: Database) throws {
        let found = try database.first("SELECT 1 FROM line WHERE id = ?", [line.rawValue]) { try $0.integer() }
        guard found != nil else { throw StoreError.notFound("\(line)") }
    }

    private static func keep(
        _ objects: [[UInt8]], _ line: LineID, _ reason: String, _ time: UTCTime, _ database: Database
    ) throws {
        try database.run(
            "INSERT INTO evidence (line, reason, at) VALUES (?, ?, ?)", [line.rawValue, reason, time.stored])
        let evidence = database.lastInsertedRowID
        for (position, bytes) in objects.enumerated() {
            try database.run(
                "INSERT INTO evidence_object (evidence, position, bytes) VALUES (?, ?, ?)",
                [evidence, position, bytes.blob])
        }
    }
}
