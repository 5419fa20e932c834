import GRDB
public import HotlineCrypto
public import HotlineProtocol

extension SQLiteStore {
    /// Goes on with a line in a new log, in one transaction: entry 0 names the log before it; then every own statement without
    /// a receipt, those that the peer holds as they are, the others issued again under their ids.
    ///
    /// - Parameters:
    ///   - logID: `LogOrigin.idByteCount` random bytes.
    ///   - epoch: 16 bytes that were never used before, from the system's randomness: in it the new log's own statements are
    ///     numbered. The former log may have statements of this opening's epoch that the new one does not go on from.
    /// - Throws: `conflict` where what was given back does not follow what is here: nothing was written.
    public func succeed(
        _ line: LineID, with succession: Succession, key: SigningKey, at time: UTCTime, logID: [UInt8], epoch: Epoch
    ) throws(StoreError) -> SucceededLine {
        try write { database in
            try Self.require(line, database)
            try Self.begin(epoch, at: time, database)
            let former = try LineRows(database: database, identity: identity).line(line)
            var writer = try SuccessionWriter(
                database: database, identity: identity, former: former, key: key, epoch: epoch, time: time)
            try writer.open(succession.predecessor, logID: logID)
            for returned in succession.returned { try writer.takeBack(returned.verified, returned.body) }
            try writer.issueAgain()
            return try writer.finish()
        }
    }

    /// Takes the peer's new log in place of the one known, and makes ready what the peer has lost: own statements after those
    /// that it names are to be sent again. The former log's entry 0 and largest head, and the receipts under it, are kept.
    ///
    /// - Parameters:
    ///   - streams: what the peer's HELLO names.
    ///   - reason: why the line was stopped when that was looked at, nil where it was not; a stop for any other stays.
    /// - Throws: `conflict` where the new log does not follow what is held of the one known: nothing was written.
    public func acceptSuccessor(
        _ line: LineID, opening: LogOpening, streams: [HeldStream], ending reason: String?, at time: UTCTime
    ) throws(StoreError) {
        try write { database in
            try Self.require(line, database)
            let known = try LineRows(database: database, identity: identity).line(line)
            guard let former = known.peerOpening, opening.follows(former, at: known.held?.head) else {
                throw StoreError.conflict("\(opening.origin) does not follow what is held of \(known.peer.name)'s log")
            }
            try Self.take(opening, of: line, streams: streams, at: time, database)
            if known.stopped?.reason == reason { try Self.resume(line, database) }
        }
    }

    /// The new log's place, whatever it follows.
    static func take(
        _ opening: LogOpening, of line: LineID, streams: [HeldStream], at time: UTCTime, _ database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO former_peer_log (line, opening, held, succeeded_at)
            SELECT id, peer_opening, held, ? FROM line WHERE id = ?
            """, [time.stored, line.rawValue])
        try database.run(
            "UPDATE line SET peer_opening = ?, held = NULL WHERE id = ?", [opening.bytes.blob, line.rawValue])
        for stream in try ownStreams(line, database) {
            let tail = streams.first { $0.stream == stream }?.tail
            try Resending(database: database, line: line, stream: stream).begin(after: tail?.ordinal)
        }
    }

    /// The logs that the peer has left, the last one first. Each took an operator's word or a day.
    public func formerPeerLogs(of line: LineID) throws(StoreError) -> [FormerPeerLog] {
        try read { database in
            let peer = try LineRows(database: database, identity: identity).line(line).peer
            return try database.all(
                """
                SELECT opening, held, succeeded_at FROM former_peer_log WHERE line IN \(LineLogs.query)
                ORDER BY id DESC
                """, [line.rawValue]
            ) { row in
                let (opening, held) = (try row.bytes(), try row.optionalBytes())
                return try whole("a former log of \(peer.name)") {
                    FormerPeerLog(
                        opening: try LogOpening(verifying: opening, owner: peer, peer: identity),
                        held: try held.map { try SignedHead(verifying: $0, owner: peer) }, succeededAt: try row.time())
                }
            }
        }
    }

    /// Statements of the peer's stream, whatever became of them, after a row: what it is given back.
    public func peerStatements(
        line: LineID, stream: Stream, afterRowID: Int64, limit: Int
    ) throws(StoreError) -> [OutgoingStatement] {
        try read { database in
            try MessageRows(database: database).all(
                """
                WHERE statement.line IN \(LineLogs.query) AND statement.is_own = 0 AND statement.channel = ?
                    AND statement.precedence = ? AND statement.id > ? AND statement.outcome != 3
                ORDER BY statement.id LIMIT ?
                """,
                [
                    line.rawValue, stream.channel.text, Int64(stream.precedence.rawValue), afterRowID,
                    Self.rows(limit),
                ]
            ).map { OutgoingStatement(position: $0.rowID, signed: $0.signed) }
        }
    }

    /// The row and digest of the peer's statement at one place of a stream; nil where it is not held.
    public func peerPosition(
        line: LineID, stream: Stream, ordinal: Ordinal
    ) throws(StoreError) -> (rowID: Int64, digest: Digest)? {
        try read { database in
            try database.first(
                """
                SELECT id, digest FROM statement WHERE line IN \(LineLogs.query) AND is_own = 0 AND channel = ?
                    AND precedence = ? AND epoch = ? AND sequence = ? AND outcome != 3
                """, Place(line: line, isOwn: false, stream: stream, ordinal: ordinal).arguments
            ) { (rowID: try $0.integer(), digest: try $0.digest()) }
        }
    }

    private static func ownStreams(_ line: LineID, _ database: Database) throws -> [Stream] {
        try database.all("SELECT channel, precedence FROM stream WHERE line = ? AND is_own = 1", [line.rawValue]) {
            try storedStream(&$0)
        }
    }
}

extension SQLiteStore {
    /// Receipts for an own statement from logs of the peer that others followed, oldest first.
    public func formerReceipts(of rowID: Int64) throws(StoreError) -> [[UInt8]] {
        try read { database in
            try database.all(
                "SELECT receipt FROM former_receipt WHERE statement = ? ORDER BY rowid LIMIT ?",
                [rowID, Self.rows(.max)]
            ) { try $0.bytes() }
        }
    }
}

/// Own statements of one stream that are to be sent again.
private struct Resending {
    let database: Database
    let line: LineID
    let stream: HotlineProtocol.Stream

    func begin(after ordinal: Ordinal?) throws {
        let position = try ordinal.flatMap { try row(of: $0) } ?? 0
        try database.run(
            "INSERT INTO former_receipt (statement, receipt, stored_at) SELECT id, receipt, receipt_stored_at "
                + "FROM statement \(Self.receipted) AND id > ?", arguments + [position])
        try database.run(
            "UPDATE statement SET receipt_stored_at = NULL \(Self.receipted) AND id > ?", arguments + [position])
        // In every log of the line: a stream ends in a log before this one with what is receipted up to that log.
        try database.run(
            """
            UPDATE stream SET last_receipted = (SELECT max(statement.id) FROM statement
                WHERE statement.line IN \(LineLogs.query) AND statement.line <= stream.line AND statement.is_own = 1
                    AND statement.channel = stream.channel AND statement.precedence = stream.precedence
                    AND statement.receipt_stored_at IS NOT NULL)
            WHERE line IN \(LineLogs.query) AND is_own = 1 AND channel = ? AND precedence = ?
            """, [line.rawValue] + arguments)
    }

    private static let receipted = """
        WHERE line IN \(LineLogs.query) AND is_own = 1 AND channel = ? AND precedence = ?
            AND receipt_stored_at IS NOT NULL
        """

    private var arguments: StatementArguments {
        [line.rawValue, stream.channel.text, Int64(stream.precedence.rawValue)]
    }

    private func row(of ordinal: Ordinal) throws -> Int64? {
        try LineLogs(database, line).newestFirst { log in
            let place = Place(line: log, isOwn: true, stream: stream, ordinal: ordinal)
            return try database.first("SELECT id FROM statement \(place.condition)", place.arguments) {
                try $0.integer()
            }
        }
    }
}
