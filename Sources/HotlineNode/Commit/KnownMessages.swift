internal import HotlineProtocol
internal import HotlineStore

/// What the store holds already under the message ids and places of a batch.
struct KnownMessages {
    /// A place in one of a peer's streams.
    struct Place: Hashable {
        let line: LineID
        let stream: HotlineProtocol.Stream
        let ordinal: Ordinal

        init(_ line: LineID, _ statement: Statement) {
            (self.line, stream, ordinal) = (line, statement.stream, statement.ordinal)
        }
    }

    /// Own messages with the salt of their body; nil where it was erased.
    private(set) var own: [MessageID: (statement: Statement, salt: [UInt8]?)] = [:]
    /// Bodies that are to be erased, by their statements' rows.
    private(set) var bodies: [Int64: KeptBodyRecord] = [:]
    /// Rows of which the body was erased before.
    private(set) var erased: Set<Int64> = []
    /// The peers' delivered messages, by line.
    private(set) var peers: [LineID: [MessageID: Statement]] = [:]
    /// Statements of peers at the places where arrivals would begin an epoch.
    private(set) var places: [Place: SignedStatement] = [:]

    /// Statements of peers that this line's newest log has already.
    private(set) var loggedHere: Set<Place> = []

    /// Messages of peers that this node has refused already: after a recovery they come a second time.
    private(set) var refused: Set<MessageID> = []

    /// Notes that are kept with other roots than checkpoints that came, by these.
    private(set) var contradicted: [CheckpointRecord: [UInt8]] = [:]

    /// Nothing known.
    init() {}

    /// Reads them in a few queries a batch.
    init(for items: [CommitItem], in store: SQLiteStore) throws {
        var submitted: [MessageID] = []
        var arrived: [LineID: [MessageID]] = [:]
        for item in items {
            switch item {
            case .submission(_, let submission, _): submitted.append(submission.messageID)
            case .arrival(let line, _, let verified, _, let refusal):
                if refusal != nil { try lookForRefusal(of: verified.statement.messageID, on: line, in: store) }
                arrived[line, default: []].append(verified.statement.messageID)
                try look(at: verified.statement, on: line, in: store)
            case .again(let line, _, let verified): try lookAgain(at: verified.statement, on: line, in: store)
            case .erasure(_, let order, _): for row in order.rows { try look(atBodyOf: row, in: store) }
            case .checkpoint(let line, _, let record):
                contradicted[record] = try store.contradiction(to: record, of: line)
            case .receipts, .part, .discard: break
            }
        }
        for (id, message) in try store.ownMessages(ids: submitted) {
            own[id] = (message.signed.statement, try store.body(of: message.rowID)?.salt)
        }
        for (line, ids) in arrived {
            peers[line] = try store.peerMessages(line: line, ids: ids)
                .filter { $0.value.outcome == .delivered }.mapValues(\.signed.statement)
        }
    }

    /// Adds what was read for other items.
    mutating func merge(_ other: KnownMessages) {
        own.merge(other.own) { first, _ in first }
        for (line, messages) in other.peers { peers[line, default: [:]].merge(messages) { first, _ in first } }
        places.merge(other.places) { first, _ in first }
        bodies.merge(other.bodies) { first, _ in first }
        erased.formUnion(other.erased)
        loggedHere.formUnion(other.loggedHere)
        refused.formUnion(other.refused)
        contradicted.merge(other.contradicted) { first, _ in first }
    }

    private mutating func lookForRefusal(of id: MessageID, on line: LineID, in store: SQLiteStore) throws {
        let replies = try store.replies(to: id, line: line)
        if replies.contains(where: { $0.isOwn && $0.signed.statement.kind == .refusal }) { refused.insert(id) }
    }

    private mutating func lookAgain(at statement: Statement, on line: LineID, in store: SQLiteStore) throws {
        let stored = try store.statement(line: line, isOwn: false, stream: statement.stream, ordinal: statement.ordinal)
        if stored?.line == line { loggedHere.insert(Place(line, statement)) }
    }

    private mutating func look(atBodyOf row: Int64, in store: SQLiteStore) throws {
        bodies[row] = try store.keptBody(of: row)
        if bodies[row] == nil, try store.erasure(of: row) != nil { erased.insert(row) }
    }

    /// Only the first statement of an epoch can stand at a place that was taken before: the others follow their tail.
    private mutating func look(at statement: Statement, on line: LineID, in store: SQLiteStore) throws {
        guard statement.ordinal.sequence == 1 else { return }
        let stored = try store.statement(line: line, isOwn: false, stream: statement.stream, ordinal: statement.ordinal)
        if let stored { places[Place(line, statement)] = stored.signed }
    }
}
