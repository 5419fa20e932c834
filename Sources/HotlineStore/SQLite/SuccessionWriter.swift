import GRDB
import HotlineCrypto
import HotlineProtocol

/// Writes the log in which a line goes on; the caller holds the transaction.
struct SuccessionWriter {
    /// Statements that are read and written at once, so that memory is bounded.
    private static let page = 256

    /// A statement of the former log whose message goes on in the new one.
    private struct Former {
        let rowID: Int64
        let signed: SignedStatement
    }

    private let database: Database
    private let identity: KeyLine
    private let former: LineRecord
    private let key: SigningKey
    private let epoch: Epoch
    private let time: UTCTime
    private var ledger: LineLedger
    private var line: LineID
    /// Rows of the former log whose bodies and deadlines go to the statements that the batch ends with.
    private var moved: [(former: Int64, signed: SignedStatement)] = []
    private var pending = 0
    private var restored = 0
    private var issuedAgain = 0

    init(
        database: Database, identity: KeyLine, former: LineRecord, key: SigningKey, epoch: Epoch, time: UTCTime
    ) throws {
        (self.database, self.identity, self.former) = (database, identity, former)
        (self.key, self.epoch, self.time, line) = (key, epoch, time, former.id)
        ledger = LineLedger(local: identity, peer: former.peer, opening: former.opening, epoch: epoch, state: .init())
    }

    /// The new log's row and entry 0. Routes, the mark of verification and what is held of the peer go on; so do the streams,
    /// own ones from their last statement with a receipt.
    mutating func open(_ predecessor: Predecessor, logID: [UInt8]) throws {
        guard let origin = LogOrigin(owner: identity.name, peer: former.peer.name, id: logID) else {
            throw StoreError.conflict("a log id has \(LogOrigin.idByteCount) bytes")
        }
        let opening = try whole("entry 0 of \(origin)") {
            try LogOpening(
                origin: origin, owner: key, peer: former.peer.key, predecessor: predecessor,
                agreement: former.opening.agreement, at: time)
        }
        try database.run(
            "UPDATE line SET succeeded_at = ? WHERE id = ?", [time.stored, former.id.rawValue])
        try database.run(
            """
            INSERT INTO line (name, key, key_line, origin, peer_opening, held, added_at, verified_at, predecessor)
            SELECT name, key, key_line, ?, peer_opening, held, ?, verified_at, id FROM line WHERE id = ?
            """, [origin.description, time.stored, former.id.rawValue])
        line = LineID(rawValue: database.lastInsertedRowID)
        try database.run("UPDATE route SET line = ? WHERE line = ?", [line.rawValue, former.id.rawValue])
        try carryStreams()
        ledger = LineLedger(succeeding: opening, epoch: epoch, state: try state())
        try flush()
    }

    private func carryStreams() throws {
        try database.run(
            """
            INSERT INTO stream (line, is_own, channel, precedence, last, last_receipted)
            SELECT ?1, is_own, channel, precedence, CASE is_own WHEN 1 THEN last_receipted ELSE last END, last_receipted
            FROM stream WHERE line = ?2 AND (is_own = 0 OR last_receipted IS NOT NULL)
            """, [line.rawValue, former.id.rawValue])
    }

    private func state() throws -> LedgerState {
        LedgerState(
            ownTails: try SQLiteStore.tails(line, isOwn: true, database),
            peerTails: try SQLiteStore.tails(line, isOwn: false, database), held: former.held)
    }

    /// A statement that the peer holds, as it was signed. Where a former log has the message too, its body comes from there.
    mutating func takeBack(_ verified: VerifiedStatement, _ body: KeptBody) throws {
        let before = try statement(at: verified.signed)
        if let before { try requireSame(before, verified) }
        let queued = try queued(verified.statement.messageID)
        if before == nil { restored += 1 }
        let source = try leave(queued, for: verified, body) ?? before?.rowID
        if let before { try supersede(before.rowID) }
        do {
            try ledger.takeBack(verified, source == nil ? body : .absent)
        } catch {
            throw StoreError.conflict("what the peer gave back: \(error)")
        }
        if let source { moved.append((source, verified.signed)) }
        try count()
    }

    private func requireSame(_ before: Former, _ verified: VerifiedStatement) throws {
        guard before.signed.bytes == verified.signed.bytes else {
            throw StoreError.conflict(
                "this node signed two statements for \(verified.statement.stream) \(verified.statement.ordinal): "
                    + "does another copy of it run?")
        }
    }

    /// The statement under which the message counts as said now, in whatever line.
    private func queued(_ id: MessageID) throws -> StoredMessage? {
        try MessageRows(database: database).first(
            "WHERE statement.message_id = ? AND statement.is_own = 1 AND statement.outcome = 0", [id.bytes.blob])
    }

    /// A message that is queued here and that the peer has under another statement is with the peer: it is not issued again.
    /// That holds of the same message only: under its id a client may have submitted something else, which nobody else has.
    ///
    /// - Returns: the row whose body is the one that the returned statement names.
    private func leave(_ queued: StoredMessage?, for verified: VerifiedStatement, _ body: KeptBody) throws -> Int64? {
        guard let queued, queued.signed.bytes != verified.signed.bytes else { return nil }
        let id = verified.statement.messageID
        guard try LineLogs(database, former.id).all.contains(queued.line), queued.receiptStoredAt == nil else {
            throw StoreError.conflict("message \(id) was submitted again, and \(queued.peer) has it or waits for it")
        }
        let isIssuedAgain = queued.signed.statement.body == verified.statement.body
        guard queued.signed.statement.saysSame(as: verified.statement),
            try isIssuedAgain || hasContent(of: verified.statement, queued, salt: body.salt)
        else {
            throw StoreError.conflict("message \(id) was submitted again with other content than the peer has")
        }
        try supersede(queued.rowID)
        if isIssuedAgain { return queued.rowID }
        try database.run(
            "DELETE FROM body_part WHERE spool = (SELECT spool FROM body WHERE statement = ?)", [queued.rowID])
        try database.run("DELETE FROM body WHERE statement = ?", [queued.rowID])
        try database.run("UPDATE statement SET awaited_until = NULL WHERE id = ?", [queued.rowID])
        return nil
    }

    /// Whether it has the same content under another salt; what the peer gave back brings that salt.
    private func hasContent(
        of statement: HotlineProtocol.Statement, _ queued: StoredMessage, salt: [UInt8]?
    ) throws -> Bool {
        guard let salt, let content = try SQLiteStore.body(of: queued, database)?.content else { return false }
        return SaltedBody(salt: salt, content: content)?.matches(statement.body) == true
    }

    /// Issues again, in the order of the store, what the peer does not hold.
    mutating func issueAgain() throws {
        while case let queued = try waiting(), !queued.isEmpty {
            for statement in queued {
                try supersede(statement.rowID)
                do {
                    try ledger.issueAgain(statement.signed.statement, .absent, key: key, at: time)
                } catch {
                    throw StoreError.conflict("a message could not be issued again: \(error)")
                }
                moved.append((statement.rowID, statement.signed))
                issuedAgain += 1
                try count()
            }
            try flush()
        }
    }

    /// Writes the rest.
    mutating func finish() throws -> SucceededLine {
        try flush()
        let record = try LineRows(database: database, identity: identity).line(line)
        return SucceededLine(record: record, ledger: ledger, restored: restored, issuedAgain: issuedAgain)
    }

    private mutating func count() throws {
        pending += 1
        if pending >= Self.page { try flush() }
    }

    /// Writes what the ledger has, and moves the bodies to the new statements.
    private mutating func flush() throws {
        let batch = ledger.seal(at: time)
        if !batch.entries.isEmpty { try BatchWriter(database: database, batch: batch).write() }
        for (row, signed) in moved { try move(from: row, to: signed.statement.messageID) }
        (moved, pending) = ([], 0)
    }

    private func move(from row: Int64, to id: MessageID) throws {
        let new = try database.first(
            "SELECT id FROM statement WHERE message_id = ? AND is_own = 1 AND outcome = 0", [id.bytes.blob]
        ) { try $0.integer() }
        guard let new else { throw StoreError.conflict("message \(id) has no statement in the new log") }
        try database.run("UPDATE body SET statement = ? WHERE statement = ?", [new, row])
        try database.run(
            "UPDATE statement SET awaited_until = (SELECT awaited_until FROM statement WHERE id = ?1) WHERE id = ?2",
            [row, new])
        try database.run("UPDATE statement SET awaited_until = NULL WHERE id = ?", [row])
    }

    /// Another log has the message from now on.
    private func supersede(_ row: Int64) throws {
        try database.run("UPDATE statement SET outcome = 3 WHERE id = ?", [row])
    }

    /// The statement of the former logs at the same place.
    private func statement(at signed: SignedStatement) throws -> Former? {
        try LineLogs(database, former.id).newestFirst { log in
            guard log != line else { return nil }
            let place = Place(
                line: log, isOwn: true, stream: signed.statement.stream, ordinal: signed.statement.ordinal)
            let row = try database.first("SELECT id FROM statement \(place.condition)", place.arguments) {
                try $0.integer()
            }
            return try row.flatMap { try MessageRows(database: database).first("WHERE statement.id = ?", [$0]) }
                .map { Former(rowID: $0.rowID, signed: $0.signed) }
        }
    }

    private func waiting() throws -> [Former] {
        try MessageRows(database: database).all(
            """
            WHERE statement.line IN \(LineLogs.query) AND statement.line != ? AND statement.is_own = 1
                AND statement.receipt_stored_at IS NULL AND statement.outcome = 0
            ORDER BY statement.id LIMIT ?
            """, [former.id.rawValue, line.rawValue, Self.page]
        ).map { Former(rowID: $0.rowID, signed: $0.signed) }
    }
}
