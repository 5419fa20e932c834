internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore

/// Builds one batch over the lines that it touches. It works on copies of the ledgers: they take the place of the
/// originals once the store has committed, and are dropped where the store was full.
struct BatchBuilder {
    /// A statement of the peer that the batch holds, or that was found to be in the log.
    struct Taken {
        let line: LineID
        let session: UInt64
        let verified: VerifiedStatement
        /// Whether it is one that an earlier log has, and for which no credit was spent.
        var isAgain = false
    }

    private let key: SigningKey
    private let agreement: Agreement
    private let time: UTCTime
    private let known: KnownMessages
    private(set) var ledgers: [LineID: LineLedger]
    private var touched: [LineID] = []
    private var issued: [MessageID: (statement: Statement, salt: [UInt8]?)] = [:]
    private var erased: Set<Int64> = []
    private var delivered: [LineID: [MessageID: Statement]] = [:]
    private var places: [KnownMessages.Place: SignedStatement] = [:]
    private(set) var taken: [Taken] = []
    private var again: Set<KnownMessages.Place> = []
    /// Checkpoints of peers that the batch holds.
    private(set) var witnessed: [(line: LineID, session: UInt64, checkpoint: WitnessedCheckpoint)] = []
    private(set) var overtaken: [(line: LineID, session: UInt64)] = []
    private(set) var broken: [(line: LineID, session: UInt64, failure: SessionFailure)] = []
    /// Parts of long bodies, kept or let go.
    private(set) var spools: [SpoolChange] = []
    private(set) var kept: [CheckedContinuation<Void, any Error>] = []
    /// Who waits for what: a statement of this batch, or nil for one that was there before.
    private(set) var answers: [(CheckedContinuation<SubmitOutcome, any Error>, Result<MessageID?, SubmitFailure>)] = []

    /// Who waits for an erasure.
    private(set) var erasures:
        [(CheckedContinuation<ErasureOutcome, any Error>, Result<ErasureOutcome, SubmitFailure>)] = []

    init(ledgers: [LineID: LineLedger], key: SigningKey, agreement: Agreement, time: UTCTime, known: KnownMessages) {
        self.ledgers = ledgers
        self.key = key
        self.agreement = agreement
        self.time = time
        self.known = known
    }

    mutating func add(_ item: CommitItem) {
        touch(item.line)
        switch item {
        case .submission(let line, let submission, let answer):
            let result = submit(submission, on: line)
            answers.append((answer, result))
            let isNew = (try? result.get()) != nil
            if let spool = submission.spool, !isNew { spools.append(.discard(spool)) }
        case .arrival(let line, let session, let verified, let body, let refusal):
            let isDelivered = take(verified, body, refusal: refusal, on: line, session: session)
            if !isDelivered, case .spooled(let spool, _) = body { spools.append(.discard(spool)) }
        case .receipts(let line, let session, let records):
            take(records, on: line, session: session)
        case .checkpoint(let line, let session, let record):
            take(record, on: line, session: session)
        case .part(let line, let part, let answer):
            spools.append(.keep(part.spool, line: line, part: part.part))
            if let answer { kept.append(answer) }
        case .again(let line, let session, let verified):
            takeAgain(verified, on: line, session: session)
        case .discard(_, let spool, _):
            spools.append(.discard(spool))
        case .erasure(let line, let order, let answer):
            let result = erase(order, on: line)
            erasures.append((answer, result))
        }
    }

    /// Once a log: the sender may ask twice before the first is committed.
    private mutating func takeAgain(_ verified: VerifiedStatement, on line: LineID, session: UInt64) {
        let place = KnownMessages.Place(line, verified.statement)
        if !known.loggedHere.contains(place), again.insert(place).inserted { ledgers[line]?.takeAgain(verified) }
        taken.append(Taken(line: line, session: session, verified: verified, isAgain: true))
    }

    /// What was asked for and may be erased now goes into one record; the store removes the bodies with it.
    private mutating func erase(_ order: ErasureOrder, on line: LineID) -> Result<ErasureOutcome, SubmitFailure> {
        var outcome = ErasureOutcome()
        var leaves: Set<UInt64> = []
        for row in order.rows {
            if let body = known.bodies[row], body.line == line, obstacle(to: body) == nil {
                outcome.erased.append(row)
                leaves.insert(body.leafIndex)
            } else {
                outcome.obstacles[row] =
                    known.bodies[row].map { obstacle(to: $0) ?? .noBody }
                    ?? (known.erased.contains(row) ? .erased : .noBody)
            }
        }
        guard !leaves.isEmpty else { return .success(outcome) }
        do {
            guard try ledgers[line]?.erase(leaves, because: order.reason, key: key, at: time) != nil else {
                return .failure(.closed)
            }
        } catch {
            return .failure(.notStored("\(error)"))
        }
        erased.formUnion(outcome.erased)
        return .success(outcome)
    }

    private func obstacle(to body: KeptBodyRecord) -> ErasureObstacle? {
        erased.contains(body.rowID) ? .erased : body.obstacle(at: time)
    }

    /// Receipts that were checked against another head than the one held now are not taken: the session that brought them
    /// was overtaken, and the next one gets them again with the right path.
    private mutating func take(_ records: [ReceiptRecord], on line: LineID, session: UInt64) {
        guard let first = records.first,
            ledgers[line]?.holds(first.witnessedFrom, before: first.receipt.head) == true
        else {
            overtaken.append((line, session))
            return
        }
        ledgers[line]?.take(records)
    }

    /// So with the peer's checkpoints, whose heads are one sequence with those of receipts.
    private mutating func take(_ record: CheckpointRecord, on line: LineID, session: UInt64) {
        if let note = known.contradicted[record] { return refuse(record, beside: note, on: line, session: session) }
        if case .peers(let checkpoint) = record {
            guard ledgers[line]?.holds(checkpoint.witnessedFrom, before: checkpoint.head) == true else {
                overtaken.append((line, session))
                return
            }
            witnessed.append((line, session, checkpoint))
        }
        ledgers[line]?.take(record)
    }

    /// Another root at a size of which one is kept ends its session, and no more: the batch is of all lines.
    private mutating func refuse(_ record: CheckpointRecord, beside note: [UInt8], on line: LineID, session: UInt64) {
        guard case .peers(let checkpoint) = record else { return overtaken.append((line, session)) }
        let conflict = HistoryConflict(reason: .twoRoots, held: nil, offered: checkpoint.head).showing(note)
        broken.append((line, session, .conflict(conflict)))
    }

    /// Ends the batch of each line that has something to write.
    mutating func seal() -> [LogBatch] {
        touched.compactMap { line in
            guard let batch = ledgers[line]?.seal(at: time) else { return nil }
            let isNothing = batch.entries.isEmpty && batch.receipts.isEmpty && batch.checkpoints.isEmpty
            return isNothing ? nil : batch
        }
    }

    private mutating func touch(_ line: LineID) {
        if !touched.contains(line) { touched.append(line) }
    }

    private mutating func submit(_ submission: Submission, on line: LineID) -> Result<MessageID?, SubmitFailure> {
        guard let peer = ledgers[line]?.peer.name else { return .failure(.closed) }
        if let before = known.own[submission.messageID] ?? issued[submission.messageID] {
            guard let salt = before.salt else { return .failure(.erased) }
            let isSame = before.statement.recipient == peer && submission.isSame(as: before.statement, salt: salt)
            return isSame ? .success(nil) : .failure(.conflict)
        }
        do {
            guard let signed = try issue(submission, on: line) else { return .failure(.closed) }
            issued[submission.messageID] = (signed.statement, submission.body.salt)
            return .success(submission.messageID)
        } catch {
            return .failure(.refused(error))
        }
    }

    private mutating func issue(_ submission: Submission, on line: LineID) throws(LedgerError) -> SignedStatement? {
        try ledgers[line]?.issue(submission, agreement: agreement, key: key, at: time)
    }

    /// - Returns: whether the body is stored with the statement.
    private mutating func take(
        _ verified: VerifiedStatement, _ body: KeptBody, refusal: RefusalCode?, on line: LineID, session: UInt64
    ) -> Bool {
        let statement = verified.statement
        if let held = held(at: verified, on: line) {
            broken.append((line, session, .equivocation(held: held, offered: verified.signed)))
            return false
        }
        let outcome = outcome(of: statement, body, refusal: refusal, on: line)
        do {
            let isNew = try ledgers[line]?.take(verified, outcome: outcome) ?? false
            taken.append(Taken(line: line, session: session, verified: verified))
            guard isNew else { return false }
            if statement.ordinal.sequence == 1 { places[KnownMessages.Place(line, statement)] = verified.signed }
            switch outcome {
            case .delivered:
                delivered[line, default: [:]][statement.messageID] = statement
                return true
            case .refused(let code): try answer(statement, with: code, on: line)
            case .repeated, .loggedAgain: break
            }
        } catch {
            broken.append((line, session, .gap(statement.stream)))
        }
        return false
    }

    /// Another statement at the same place. The chain alone does not show it: a peer may go back to an epoch of before.
    private func held(at verified: VerifiedStatement, on line: LineID) -> SignedStatement? {
        let place = KnownMessages.Place(line, verified.statement)
        let held = known.places[place] ?? places[place]
        return held?.bytes == verified.signed.bytes ? nil : held
    }

    /// A message id that was delivered before is a sender's second issue of the same message, or a mistake.
    private func outcome(
        of statement: Statement, _ body: KeptBody, refusal: RefusalCode?, on line: LineID
    ) -> Outcome {
        if let refusal { return .refused(refusal) }
        #if HOTLINE_PLANTED
            if PlantedBug.noDuplicateCheck.isActive { return .delivered(body) }
        #endif
        let before = known.peers[line]?[statement.messageID] ?? delivered[line]?[statement.messageID]
        guard let before else { return .delivered(body) }
        return statement.repeats(before) ? .repeated : .refused(.duplicateMessage)
    }

    /// A refusal answers on the stream of what it refuses. A refusal is never refused back: that would not end.
    private mutating func answer(_ refused: Statement, with code: RefusalCode, on line: LineID) throws(LedgerError) {
        let isKnown = ledgers[line]?.opening.predecessor != nil && known.refused.contains(refused.messageID)
        guard refused.kind != .refusal, !isKnown, let salt = try? secureRandomBytes(Limits.saltBytes),
            let random = try? secureRandomBytes(10), let id = MessageID(at: time, random: random),
            let body = SaltedBody(salt: salt, content: [])
        else { return }
        var submission = Submission(
            messageID: id, stream: refused.stream, kind: .refusal, tlp: refused.tlp ?? .amber, body: body,
            mediaType: "text/plain")
        submission.inReplyTo = refused.messageID
        submission.details = StatementDetails(refusal: code)
        _ = try issue(submission, on: line)
    }
}

extension Statement {
    /// Whether this is the same message issued again: everything but its place and time is the same.
    fileprivate func repeats(_ other: Statement) -> Bool {
        kind == other.kind && stream == other.stream && body == other.body && tlp == other.tlp
            && inReplyTo == other.inReplyTo && acknowledgeBy == other.acknowledgeBy && details == other.details
            && agreement == other.agreement
    }
}
