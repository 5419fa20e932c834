import GRDB
import HotlineCrypto
import HotlineProtocol

/// The place of a statement in a line, as SQL asks for it.
struct Place {
    let line: LineID
    let isOwn: Bool
    let stream: Stream
    let ordinal: Ordinal

    /// `is_own` stands in the text: where a bound value could decide whether a partial index serves, SQLite prepares the
    /// statement anew for each value.
    var condition: String { isOwn ? Self.ownCondition : Self.peerCondition }

    private static let ownCondition =
        "WHERE line = ? AND is_own = 1 AND channel = ? AND precedence = ? AND epoch = ? AND sequence = ?"
    private static let peerCondition =
        "WHERE line = ? AND is_own = 0 AND channel = ? AND precedence = ? AND epoch = ? AND sequence = ?"

    var arguments: StatementArguments {
        [
            line.rawValue, stream.channel.text, Int64(stream.precedence.rawValue), ordinal.epoch.bytes.blob,
            ordinal.sequence.stored,
        ]
    }

    init(line: LineID, isOwn: Bool, stream: Stream, ordinal: Ordinal) {
        (self.line, self.isOwn, self.stream, self.ordinal) = (line, isOwn, stream, ordinal)
    }

    /// The same place in another log of the line.
    init(line: LineID, of place: Place) {
        self.init(line: line, isOwn: place.isOwn, stream: place.stream, ordinal: place.ordinal)
    }

    /// The line and the stream alone.
    var streamArguments: StatementArguments {
        [line.rawValue, stream.channel.text, Int64(stream.precedence.rawValue)]
    }
}

/// Writes one statement of a batch: its row, its body, its stream's end, and what it answers.
struct StatementWriter {
    private let writer: BatchWriter
    private let signed: SignedStatement
    private let leafIndex: UInt64
    private let isOwn: Bool
    private var statement: HotlineProtocol.Statement { signed.statement }
    private var database: Database { writer.database }
    private var line: Int64 { writer.line.rawValue }

    init(_ writer: BatchWriter, _ signed: SignedStatement, _ leafIndex: UInt64, isOwn: Bool) {
        (self.writer, self.signed, self.leafIndex, self.isOwn) = (writer, signed, leafIndex, isOwn)
    }

    func write(_ outcome: Outcome) throws {
        try writeRow(outcome)
        let row = database.lastInsertedRowID
        if case .delivered(let body) = outcome {
            try write(body, row)
            try endWait()
        }
        if case .loggedAgain = outcome { return }
        try database.run(
            """
            INSERT INTO stream (line, is_own, channel, precedence, last) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET last = excluded.last
            """,
            [line, isOwn, statement.stream.channel.text, Int64(statement.stream.precedence.rawValue), row])
    }

    private func writeRow(_ outcome: Outcome) throws {
        let code = OutcomeCode(outcome)
        try database.run(
            """
            INSERT INTO statement (line, leaf_index, head_size, is_own, channel, precedence, epoch, sequence, digest,
                message_id, kind, in_reply_to, outcome, refusal_code, stored_at, awaited_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                line, leafIndex.stored, writer.batch.head.size.stored, isOwn, statement.stream.channel.text,
                Int64(statement.stream.precedence.rawValue), statement.ordinal.epoch.bytes.blob,
                statement.ordinal.sequence.stored, signed.digest.bytes.blob, statement.messageID.bytes.blob,
                statement.kind.text, statement.inReplyTo?.bytes.blob, code.number, code.refusal,
                writer.batch.time.stored, try awaitedUntil(outcome),
            ])
    }

    /// Each side counts the time to acknowledge from its own commit. What was answered already is a message that came again
    /// after a recovery.
    private func awaitedUntil(_ outcome: Outcome) throws -> Int64? {
        guard case .delivered = outcome, let seconds = statement.acknowledgeBy, try !isAnswered() else { return nil }
        let (due, isBeyond) = writer.batch.time.stored.addingReportingOverflow(Int64(seconds) * 1000)
        return isBeyond ? .max : due
    }

    private func isAnswered() throws -> Bool {
        try database.first(
            """
            SELECT 1 FROM statement WHERE in_reply_to = ? AND is_own = \(isOwn ? 0 : 1) AND outcome = 0
                AND kind IN (?, ?) AND line IN \(LineLogs.query) LIMIT 1
            """,
            [statement.messageID.bytes.blob, KindName.acknowledgement.text, KindName.refusal.text, line]
        ) { try $0.integer() } != nil
    }

    private func write(_ body: KeptBody, _ row: Int64) throws {
        switch body {
        case .absent: return
        case .whole(let body):
            // An empty content could be bound as NULL, which is another thing.
            try database.run(
                "INSERT INTO body (statement, salt, content) VALUES (?, ?, ifnull(?, x''))",
                [row, body.salt.blob, body.content.blob])
        case .spooled(let spool, let salt):
            try Spools(database: database).close(spool, size: statement.body.size)
            try database.run(
                "INSERT INTO body (statement, salt, content, spool) VALUES (?, ?, x'', ?)",
                [row, salt.blob, spool.rawValue])
        }
    }

    /// An acknowledgement or refusal from the other side ends the wait for one.
    private func endWait() throws {
        guard let answered = statement.inReplyTo, [.acknowledgement, .refusal].contains(statement.kind) else { return }
        // What the peer answers is own, and the other way round; each has its index.
        try database.run(
            """
            UPDATE statement SET awaited_until = NULL
            WHERE message_id = ? AND \(isOwn ? "is_own = 0" : "is_own = 1 AND outcome = 0") AND +line IN \(LineLogs.query)
            """,
            [answered.bytes.blob, line])
    }
}

/// An outcome as the database numbers it.
struct OutcomeCode {
    let number: Int64
    let refusal: String?

    init(_ outcome: Outcome) {
        switch outcome {
        case .delivered: (number, refusal) = (0, nil)
        case .refused(let code): (number, refusal) = (1, code.rawValue)
        case .repeated: (number, refusal) = (2, nil)
        case .loggedAgain: (number, refusal) = (3, nil)
        }
    }

    /// What the two columns say; nil for what no version of this program writes.
    static func stored(_ number: Int64, _ refusal: String?) -> StoredOutcome? {
        switch number {
        case 0: .delivered
        case 1: refusal.flatMap { RefusalCode(rawValue: $0) }.map { .refused($0) }
        case 2: .repeated
        case 3: .elsewhere
        default: nil
        }
    }
}
